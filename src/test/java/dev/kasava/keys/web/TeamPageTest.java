package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.Verbs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The team on the page, and what people of each role find there. */
final class TeamPageTest {
  private static final String ORGANIZATION = "/settings/organization";
  private static final String KEYS = "/settings/api-keys";

  private TestServer server;
  private Verbs verbs;
  private Visitor owner;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    verbs = server.installation().get().verbs();
    owner = new Visitor(server.url()).signIn(server.installation().firstKey().secret().reveal());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Visitor signedIn(String role) {
    Issue.Claimed key =
        server
            .installation()
            .createFor(
                server.installation().hire("The " + role, role),
                "Key of the " + role,
                Scopes.EVERYTHING.names().toArray(new String[0]));
    return new Visitor(server.url()).signIn(key.secret().reveal());
  }

  private KeyId idOf(String name) {
    ApiKey key =
        server
            .installation()
            .get()
            .keys()
            .read(
                reader ->
                    reader.keyNamed(server.installation().firstCaller().owner(), new KeyName(name)))
            .orElseThrow();
    return key.id();
  }

  @Test
  void membersAreAddedChangedAndRemoved() {
    String token = owner.get(ORGANIZATION).token();
    assertThat(
            owner
                .post(ORGANIZATION + "/members", "name", "Ada", "role", "member", "csrf", token)
                .header("Location"))
        .startsWith(ORGANIZATION);
    assertThat(owner.get(ORGANIZATION).body()).contains("Ada", "Member");
    assertThat(
            owner
                .post(ORGANIZATION + "/members", "name", "Ada", "role", "member", "csrf", token)
                .body())
        .contains("There is a member of that name already");

    Member ada =
        done(verbs.team().read(server.installation().firstCaller())).members().getFirst().member();
    String path = ORGANIZATION + "/members/" + ada.id();
    owner.post(path, "name", "Ada L.", "role", "viewer", "csrf", token);
    assertThat(owner.get(path).body()).contains("Ada L.", "value=\"viewer\" selected");

    assertThat(owner.get(KEYS + "/new?for=" + ada.id()).body())
        .contains("value=\"" + ada.id() + "\" selected");
    owner.post(
        KEYS + "/new",
        "name",
        "Ada's laptop",
        "expiry",
        "never",
        "access",
        "read",
        "member",
        ada.id().value(),
        "csrf",
        token);
    assertThat(owner.get(path).body()).contains("One key is theirs.");
    assertThat(owner.post(path + "/remove", "csrf", token).body()).contains("keys of this member");
    owner.post(path + "/remove", "keys", "owner", "csrf", token);
    assertThat(owner.get(ORGANIZATION).body()).doesNotContain("Ada L.");
    assertThat(owner.get(path).status()).isEqualTo(404);
    assertThat(idOf("Ada's laptop")).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"admin,true,true,true", "member,true,false,false", "viewer,false,false,false"})
  void whatMayNotBeDoneIsNotOffered(
      String role, boolean creates, boolean changesOthers, boolean manages) {
    server.installation().create("Nobody's", null, "keys:read");
    Visitor visitor = signedIn(role);
    String list = visitor.get(KEYS).body();
    assertThat(list.contains("href=\"" + KEYS + "/new\"")).isEqualTo(creates);
    String others = KEYS + "/" + idOf("Nobody's");
    String own = KEYS + "/" + idOf("Key of the " + role);
    assertThat(list.contains(others + "/delete")).isEqualTo(changesOthers);
    assertThat(list.contains(own + "/delete")).isEqualTo(creates);
    for (String action : List.of("edit", "regenerate", "delete")) {
      assertThat(visitor.get(others + "/" + action).status()).isEqualTo(changesOthers ? 200 : 403);
      assertThat(visitor.get(own + "/" + action).status()).isEqualTo(creates ? 200 : 403);
    }
    assertThat(visitor.get(KEYS + "/new").status()).isEqualTo(creates ? 200 : 403);
    assertThat(visitor.get(ORGANIZATION).body().contains("Add a member")).isEqualTo(manages);
    assertThat(visitor.get("/settings/general").body().contains("/settings/general/zone"))
        .isEqualTo(manages);
  }

  @ParameterizedTest
  @CsvSource({"member", "viewer"})
  void whatIsNotOfferedIsRefusedToo(String role) {
    server.installation().create("Nobody's", null, "keys:read");
    Visitor visitor = signedIn(role);
    String token = visitor.get("/settings/general").token();
    String others = KEYS + "/" + idOf("Nobody's");
    assertThat(visitor.post(others + "/delete", "confirm", "Nobody's", "csrf", token).status())
        .isEqualTo(403);
    assertThat(visitor.post(others + "/edit", "name", "Mine", "csrf", token).status())
        .isEqualTo(403);
    assertThat(
            visitor
                .post(
                    others + "/regenerate",
                    "seen",
                    seen(owner.get(others + "/regenerate").body()),
                    "overlap",
                    "0",
                    "expiry",
                    "keep",
                    "csrf",
                    token)
                .status())
        .isEqualTo(403);
    assertThat(
            visitor
                .post(ORGANIZATION + "/members", "name", "Eve", "role", "admin", "csrf", token)
                .status())
        .isEqualTo(403);
    assertThat(visitor.post("/settings/general/zone", "zone", "Asia/Tokyo", "csrf", token).status())
        .isEqualTo(403);
    assertThat(visitor.post("/settings/general/expiry", "expiry", "7", "csrf", token).status())
        .isEqualTo(403);
    assertThat(idOf("Nobody's")).isNotNull();
  }

  /** Which secret the form is about. */
  private static String seen(String form) {
    return form.replaceAll("(?s).*name=\"seen\" value=\"([^\"]*)\".*", "$1");
  }

  /** Else a viewer could throw everybody out, again and again. */
  @Test
  void signingOutEverywhereIsForOneselfUnlessOneIsAdmin() {
    Visitor viewer = signedIn("viewer");
    String token = viewer.get("/settings/general").token();
    viewer.post("/settings/general/sign-out-everywhere", "csrf", token);
    assertThat(viewer.get(KEYS).header("Location")).startsWith("/sign-in");
    assertThat(owner.get(KEYS).status()).isEqualTo(200);
  }
}
