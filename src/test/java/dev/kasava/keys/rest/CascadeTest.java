package dev.kasava.keys.rest;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.Verbs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleting a key with what it created, over REST. */
final class CascadeTest {
  private TestServer server;
  private Issue.Claimed parent;
  private Issue.Claimed child;
  private Issue.Claimed deep;
  private String path;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    parent = server.installation().create("Parent", null, "keys:read", "keys:write");
    child = server.installation().createWith(parent.secret(), "Child", "keys:read", "keys:write");
    deep = server.installation().createWith(child.secret(), "Deep", "keys:read");
    path = "/api/v1/keys/" + parent.key().key().id();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<Integer> me() {
    List<Integer> statuses = new ArrayList<>();
    for (Issue.Claimed key : List.of(parent, child, deep)) {
      statuses.add(server.call("GET", "/api/v1/me", key.secret(), null).status());
    }
    return statuses;
  }

  @Test
  void whatAKeyCreatedDiesWithItWhenThatIsAskedFor() {
    assertThat(me()).containsOnly(200);
    TestServer.Answer deleted = server.call("DELETE", path + "?cascade=true", null);
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(me()).containsOnly(401);
    assertThat(server.call("GET", "/api/v1/me", null).status()).isEqualTo(200);
    assertThat(server.call("DELETE", path + "?cascade=true", null).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?cascade=false", "?force=true"})
  void andLivesOnOtherwise(String query) {
    assertThat(server.call("DELETE", path + query, null).status()).isEqualTo(204);
    assertThat(me()).containsExactly(401, 200, 200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cascade",
        "cascade=",
        "cascade=yes",
        "cascade=TRUE",
        "cascade=1",
        "cascade=true%20",
        "cascade=true&cascade=true",
        "cascade=false&cascade=true"
      })
  void whatIsNeitherIsRefusedAndDeletesNothing(String query) {
    TestServer.Answer refused = server.call("DELETE", path + "?" + query, null);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("detail").stringValue())
        .isEqualTo("The parameter cascade is true or false.");
    assertThat(refused.json().path("field").stringValue()).isEqualTo("cascade");
    assertThat(me()).containsOnly(200);
  }

  @Test
  void tellsWhatWouldGo() {
    TestServer.Answer answer = server.call("GET", path + "/descendants", null);
    assertThat(answer.status()).isEqualTo(200);
    List<String> names = new ArrayList<>();
    answer.json().path("keys").forEach(key -> names.add(key.path("name").stringValue("")));
    assertThat(names).containsExactlyInAnyOrder("Child", "Deep");
    assertThat(answer.json().path("nextCursor").isNull()).isTrue();
    Secret reading = deep.secret();
    assertThat(server.call("GET", path + "/descendants", reading, null).status()).isEqualTo(403);
    assertThat(server.call("DELETE", path + "?cascade=true", reading, null).status())
        .isEqualTo(403);
    assertThat(me()).containsOnly(200);
  }

  @Test
  void whereOneMayNotBeDeletedNoneIs() {
    Member ada = server.installation().hire("Ada", "admin");
    Issue.Claimed root = keyOf(server.installation().firstCaller(), ada, "Ada's");
    Caller caller = server.installation().caller(root.secret());
    Issue.Claimed theirs = keyOf(caller, server.installation().hire("Bob", "member"), "Bob's");
    server.call("PATCH", "/api/v1/members/" + ada.id(), Map.of("role", "member"));
    String adas = "/api/v1/keys/" + root.key().key().id() + "?cascade=true";
    TestServer.Answer refused = server.call("DELETE", adas, root.secret(), null);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json().path("detail").stringValue()).contains("none is deleted");
    for (Issue.Claimed key : List.of(root, theirs)) {
      assertThat(server.call("GET", "/api/v1/me", key.secret(), null).status()).isEqualTo(200);
    }
  }

  private Verbs verbs() {
    return server.installation().get().verbs();
  }

  private Issue.Claimed keyOf(Caller caller, Member member, String name) {
    CreateKey.Request request =
        new CreateKey.Request(
            name, null, List.of("keys:read", "keys:write"), true, null, member.id().value());
    return (Issue.Claimed) done(verbs().create().create(caller, request));
  }
}
