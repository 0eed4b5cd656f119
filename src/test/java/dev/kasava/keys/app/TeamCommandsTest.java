package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Teams at a terminal, on a server and on the data folder itself. */
final class TeamCommandsTest {
  private TestServer server;
  private Path folder;

  @BeforeEach
  void start(@TempDir Path empty) {
    folder = empty;
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CommandRun run(String... line) {
    return CommandRun.of(folder, server.installation().firstKey().secret().reveal(), List.of(line));
  }

  private CommandRun at(String where, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.addAll(where.equals("--local") ? List.of(where) : List.of(where, server.url()));
    return run(line.toArray(new String[0]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void membersComeChangeAndGo(String where) {
    assertThat(at(where, "members", "list").out()).contains("no members yet");
    CommandRun added = at(where, "members", "add", "Ada Lovelace");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(added.out()).contains("as member", "--member mem_");
    assertThat(at(where, "members", "update", "Ada Lovelace", "--role", "admin").out())
        .contains("Ada Lovelace is admin");
    CommandRun key =
        at(where, "keys", "create", "Ada's laptop", "--member", "Ada Lovelace", "--json");
    assertThat(key.json().path("key").path("memberId").stringValue()).startsWith("mem_");
    CommandRun team = at(where, "members", "list", "--json");
    assertThat(team.json().path("members").get(0).path("keys").intValue()).isEqualTo(1);

    CommandRun kept = at(where, "members", "remove", "Ada Lovelace");
    assertThat(kept.exitCode()).isEqualTo(1);
    assertThat(kept.err()).contains("keys of this member (1)");
    at(where, "members", "add", "Bob", "--role", "viewer");
    CommandRun gone = at(where, "members", "remove", "Ada Lovelace", "--keys", "Bob");
    assertThat(gone.exitCode()).as(gone.err()).isZero();
    assertThat(at(where, "members", "remove", "Bob", "--keys", "delete").exitCode()).isZero();
    assertThat(at(where, "keys", "list").out()).doesNotContain("Ada's laptop");
  }

  @Test
  void whatIsMeantIsSaid() {
    assertThat(at("--local", "members", "update", "Ada").exitCode()).isEqualTo(2);
    assertThat(at("--local", "members", "remove", "Ada").err()).contains("no member of that");
    assertThat(at("--local", "members", "add", "Ada", "--role", "boss").err())
        .contains("admin, member and viewer");
    assertThat(at("--local", "keys", "create", "x", "--member", "Ada").err())
        .contains("no member of that");
    assertThat(at("--server", "keys", "list", "--owner", "Other").err()).contains("--local");
    assertThat(at("--local", "keys", "list", "--owner", "Other").err())
        .contains("no owner of that");
  }

  @Test
  void aSecretThatCannotBeDeliveredLeavesNoOwner() {
    CommandRun failed = run("owners", "add", "Example Ltd", "--to-command", "false");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("The owner was removed again");
    assertThat(run("owners", "list").out()).doesNotContain("Example Ltd");
  }

  @Test
  void programsAreToldOfMembersAsJson() {
    JsonNode added = at("--local", "members", "add", "Ada", "--json").json();
    String id = added.path("id").stringValue();
    assertThat(added.path("role").stringValue()).isEqualTo("member");
    assertThat(at("--local", "members", "list", "--json").json().path("members")).hasSize(1);
    assertThat(
            at("--local", "members", "update", id, "--role", "viewer", "--json")
                .json()
                .path("role")
                .stringValue())
        .isEqualTo("viewer");
    assertThat(at("--local", "members", "remove", id, "--json").out()).isEmpty();
    assertThat(at("--local", "members", "list").out()).contains("There are no members yet");
  }

  @Test
  void theOperatorHasSeveralOwners() throws Exception {
    CommandRun homeless = run("owners", "add", "Example Ltd");
    assertThat(homeless.exitCode()).isEqualTo(2);
    assertThat(homeless.err()).contains("--show-secret");
    assertThat(new ProcessBuilder("git", "init", "-q", folder.toString()).start().waitFor())
        .isZero();
    Path env = folder.resolve("other.env");
    CommandRun added =
        run("owners", "add", "Example Ltd", "--env-file", env.toString(), "--var", "KEY");
    assertThat(added.exitCode()).as(added.err()).isZero();
    String secret = Files.readString(env).strip().substring("KEY=".length());
    assertThat(added.out()).doesNotContain(secret);

    assertThat(added.err()).contains("Added Example Ltd (own_", "git does not ignore " + env);
    assertThat(added.out()).contains("The secret of its first key (ksa_****", env.toString());

    String listed = run("owners", "list").out();
    assertThat(listed).contains("ID", "NAME", "TIME ZONE", "Example Ltd");
    JsonNode owners = run("owners", "list", "--json").json().path("owners");
    assertThat(owners).hasSize(2);
    assertThat(run("owners", "rename", owners.path(1).path("id").stringValue(), "Renamed").out())
        .contains(" is called Renamed from now on.");
    assertThat(run("owners", "rename", "Renamed", "Example Ltd").exitCode()).isZero();
    assertThat(run("owners", "rename", "Nobody", "Example").err()).contains("no owner of that");
    assertThat(
            at("--local", "keys", "list", "--owner", "Example Ltd", "--json").json().path("keys"))
        .hasSize(1);
    CommandRun theirs =
        CommandRun.of(folder, secret, List.of("keys", "list", "--json", "--server", server.url()));
    assertThat(theirs.json().path("keys")).hasSize(1);

    assertThat(run("owners", "rename", "Example Ltd", "Example").exitCode()).isZero();
    assertThat(run("owners", "remove", "Example").err()).contains("still has keys");
    assertThat(run("owners", "remove", "Example", "--delete-keys").out())
        .isEqualTo("Removed Example.\n");
    assertThat(
            CommandRun.of(folder, secret, List.of("keys", "list", "--server", server.url()))
                .exitCode())
        .isEqualTo(3);
  }
}
