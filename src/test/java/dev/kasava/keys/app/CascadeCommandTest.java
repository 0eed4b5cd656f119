package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Deleting a key with what it created at a terminal, on a server and on the data folder itself. */
final class CascadeCommandTest {
  private final List<String> prompts = new ArrayList<>();
  private TestServer server;
  private Path folder;
  private Issue.Claimed parent;
  private Issue.Claimed child;
  private Issue.Claimed deep;

  @BeforeEach
  void start(@TempDir Path empty) {
    folder = empty;
    server = TestServer.in(folder);
    parent = server.installation().create("Parent", null, "keys:read", "keys:write");
    child = server.installation().createWith(parent.secret(), "Child", "keys:read", "keys:write");
    deep = server.installation().createWith(child.secret(), "Deep", "keys:read");
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

  private List<String> line(String where, String... arguments) {
    List<String> line = new ArrayList<>(List.of("keys", "delete"));
    line.addAll(List.of(arguments));
    line.addAll(where.equals("--local") ? List.of(where) : List.of(where, server.url()));
    return line;
  }

  private CommandRun delete(String where, String... arguments) {
    return CommandRun.of(
        folder, server.installation().firstKey().secret().reveal(), line(where, arguments));
  }

  /** Somebody sits at the terminal, and answers so. */
  private CommandRun answering(String answer, String where, String... arguments) {
    return CommandRun.answering(
        folder,
        server.installation().firstKey().secret().reveal(),
        line(where, arguments),
        prompt -> {
          prompts.add(prompt);
          return Optional.of(answer);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void whatGoesIsNamedBeforeTheQuestionAndCountedAfterIt(String where) {
    CommandRun kept = answering("Child", where, "Parent", "--cascade");
    assertThat(kept.exitCode()).isEqualTo(1);
    assertThat(kept.err()).contains("Nothing was deleted");
    assertThat(me()).containsOnly(200);
    assertThat(prompts).hasSize(1);
    assertThat(prompts.getFirst())
        .contains("With it go the 2 keys that it created: \"Child\", \"Deep\".")
        .endsWith("Type its name to delete it for good: ");

    CommandRun deleted = answering("Parent", where, "Parent", "--cascade");
    assertThat(deleted.exitCode()).as(deleted.err()).isZero();
    assertThat(deleted.out())
        .contains("Deleted \"Parent\" and the 2 keys that it created.", "used them is refused");
    assertThat(me()).containsOnly(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void withoutAWordTheyLive(String where) {
    assertThat(answering("Parent", where, "Parent").exitCode()).isZero();
    assertThat(prompts.getFirst()).doesNotContain("Child");
    assertThat(me()).containsExactly(401, 200, 200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void programsAreToldWhatElseWent(String where) {
    assertThat(delete(where, "Parent", "--cascade").err()).contains("--yes");
    assertThat(me()).containsOnly(200);
    JsonNode deleted = delete(where, "Parent", "--cascade", "--yes", "--json").json();
    assertThat(deleted.path("name").stringValue()).isEqualTo("Parent");
    assertThat(deleted.path("alsoDeleted").toString())
        .contains(child.key().key().id().value(), deep.key().key().id().value());
    assertThat(me()).containsOnly(401);
    Issue.Claimed single = server.installation().create("Single", null, "keys:read");
    assertThat(delete(where, "Single", "--yes", "--json").json().has("alsoDeleted")).isFalse();
    assertThat(server.call("GET", "/api/v1/me", single.secret(), null).status()).isEqualTo(401);
  }
}
