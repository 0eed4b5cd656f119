package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.service.Issue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Signing in with a key, and what can be done with one that is kept. */
final class HolderCommandsTest {
  private Path folder;
  private TestServer server;

  @BeforeEach
  void start(@TempDir Path empty) {
    folder = empty;
    server = TestServer.in(folder);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static CommandRun good(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private CommandRun fed(String input, String... line) {
    return CommandRun.fed(folder, input, List.of(line));
  }

  private CommandRun at(String input, String... line) {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(List.of("--server", server.url()));
    return CommandRun.fed(folder, input, all);
  }

  private String key() {
    return server.installation().firstKey().secret().reveal();
  }

  private CommandRun login() {
    return good(at(key() + "\n", "login", "--key-stdin", "--insecure-storage"));
  }

  private void assertRefused(CommandRun run, int exitCode, String message) {
    assertThat(run.exitCode()).as(run.out()).isEqualTo(exitCode);
    assertThat(run.err()).contains(message);
  }

  @Test
  void aLoginIsRememberedAndForgotten() {
    String owner =
        server.installation().get().keys().read(reader -> reader.firstOwner().orElseThrow()).name();
    CommandRun login = login();
    assertThat(login.out())
        .contains("Signed in to " + server.url() + " as " + owner + " with \"First key\" (ksa_****")
        .contains("It is not encrypted there");
    // Whose server it is need not be said any more.
    CommandRun status = good(fed("", "status"));
    assertThat(status.out())
        .containsPattern("Server +" + server.url())
        .containsPattern("Owner +" + owner)
        .containsPattern("Key +First key +ksa_")
        .containsPattern("Scopes +.*keys:read")
        .containsPattern("Expires +Never")
        .containsPattern("Source +keychain|Source +file")
        .doesNotContain("Integration");
    var report = good(fed("", "status", "--json")).json();
    assertThat(report.path("server").stringValue()).isEqualTo(server.url());
    assertThat(report.path("integration").stringValue()).isEqualTo("cli");
    assertThat(report.path("key").path("name").stringValue()).isEqualTo("First key");
    assertThat(report.path("scopes")).isNotEmpty();
    assertThat(report.path("problem").isNull()).isTrue();

    assertThat(good(fed("", "logout")).out())
        .contains("is forgotten here. It goes on working elsewhere.");
    assertThat(server.call("GET", "/api/v1/me", null).status()).isEqualTo(200);
    assertRefused(fed("", "logout"), 1, "No login is recorded");
    assertThat(good(at("", "logout")).out()).contains("There was no key for " + server.url());
    CommandRun after = at("", "status");
    assertRefused(after, 3, "There is no key for " + server.url());
    assertThat(after.out()).doesNotContain("Owner", "Source");
  }

  @Test
  void aToolHasAnAccountOfItsOwn() {
    Issue.Claimed cursor = server.installation().create("Cursor", null);
    good(
        at(
            cursor.secret().reveal(),
            "login",
            "--key-stdin",
            "--insecure-storage",
            "--integration",
            "cursor"));
    assertThat(good(at("", "status", "--integration", "cursor")).out())
        .containsPattern("Integration +cursor")
        .containsPattern("Scopes +none|Scopes +keys:read");
    assertRefused(at("", "status"), 3, "There is no key for");
    good(at("", "logout", "--integration", "cursor"));
    assertRefused(at("", "status", "--integration", "cursor"), 3, "There is no key of cursor");
  }

  @Test
  void whatIsNoGoodKeyIsNotKept() {
    Issue.Claimed dead = server.installation().create("Dead", null, "keys:read");
    server.call("DELETE", "/api/v1/keys/" + dead.key().key().id(), null);
    assertRefused(
        at(dead.secret().reveal(), "login", "--key-stdin", "--insecure-storage"), 3, "deleted");
    assertRefused(
        at("half a key", "login", "--key-stdin", "--insecure-storage"),
        1,
        "This is not a complete API key, so nothing was kept");
    assertRefused(at("", "login"), 2, "This is not a terminal");
    assertRefused(
        fed(key(), "login", "--key-stdin", "--server", "http://keys.example.com"),
        1,
        "would travel to http://keys.example.com unencrypted");
    assertRefused(fed(key(), "login", "--server", "keys.example.com"), 2, "A server is named like");
    assertRefused(at("", "status"), 3, "KASAVA_API_KEY");
  }

  /** A variable that somebody forgot would else be used unseen. */
  @Test
  void aVariableThatHidesTheKeptKeyIsTold() {
    CommandRun hidden =
        CommandRun.of(
            folder, key(), List.of("status", "--server", server.url()), "KASAVA_LOG", "text");
    assertThat(good(hidden).err()).isEmpty();
    login();
    CommandRun now =
        CommandRun.of(
            folder, key(), List.of("status", "--server", server.url()), "KASAVA_LOG", "text");
    assertThat(good(now).err())
        .contains("Note: KASAVA_API_KEY hides the key in", "Remove it from the environment");
    assertThat(now.out()).containsPattern("Source +environment \\(KASAVA_API_KEY\\)");
  }

  @Test
  void aKeyThatDiedIsToldWithItsReason() {
    Issue.Claimed mine = server.installation().create("Mine", null, "keys:read");
    good(at(mine.secret().reveal(), "login", "--key-stdin", "--insecure-storage"));
    server.call("DELETE", "/api/v1/keys/" + mine.key().key().id(), null);
    CommandRun status = at("", "status");
    assertRefused(status, 3, "kasava: ");
    assertThat(status.out()).contains("Source").doesNotContain("Owner");
    server.goDown();
    assertRefused(at("", "status"), 4, "cannot be reached");
    server.comeBack();
  }

  @Test
  void theDataFolderHasAKeyToo() {
    CommandRun status = CommandRun.of(folder, key(), List.of("status"), "KASAVA_LOG", "text");
    assertThat(good(status).out()).containsPattern("Server +the local data folder");
    assertRefused(fed("", "status"), 3, "Which key?");
  }

  @Test
  void aLinkToThePageIsPrinted() {
    login();
    CommandRun open = good(fed("", "open", "--print"));
    assertThat(open.out()).startsWith(server.url()).hasLineCount(1);
    assertThat(open.err()).contains("once, within 10 minutes");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "elsewhere there is a browser to be opened")
  void whereThereIsNoDesktopTheLinkIsPrintedUnasked() {
    login();
    assertThat(good(fed("", "open")).out()).startsWith(server.url()).hasLineCount(1);
  }

  @Test
  void aKeptKeyIsRotatedInPlace() {
    login();
    String before = key();

    CommandRun rotated = good(fed("", "rotate"));

    assertThat(rotated.out()).contains("\"First key\" has a new secret (ksa_****");
    assertThat(rotated.err()).contains("The old one no longer works");
    assertThat(good(fed("", "status")).out()).contains("First key");
    assertRefused(
        CommandRun.of(folder, before, List.of("keys", "list", "--server", server.url())), 3, "");
  }

  @Test
  void aRotationIsToldToProgramsToo() {
    login();

    CommandRun rotated = good(fed("", "rotate", "--json"));

    assertThat(rotated.json().path("key").path("name").stringValue()).isEqualTo("First key");
    assertThat(rotated.json().path("oldSecretWorks").booleanValue()).isFalse();
    assertThat(rotated.json().path("deliveredTo").stringValue()).isNotEmpty();
  }

  @Test
  void whatCannotBeRotatedIsSaid() {
    login();

    assertRefused(at("", "rotate", "--local"), 2, "--local");
    assertRefused(
        CommandRun.of(folder, key(), List.of("rotate")), 1, "The environment names the key");
    assertRefused(
        CommandRun.fed(folder.resolve("elsewhere"), "", List.of("rotate")),
        1,
        "Which server's key?");
    assertRefused(
        CommandRun.fed(folder.resolve("elsewhere"), "", List.of("rotate", "--local")),
        1,
        "has no server yet");
  }

  @Test
  void whoeverTypesNothingKeepsNothing() {
    CommandRun asked =
        CommandRun.answering(
            folder, "", List.of("login", "--server", server.url()), prompt -> Optional.empty());
    assertRefused(asked, 1, "Nothing was kept");
    assertRefused(at("", "login"), 2, "--key-stdin");
  }

  @Test
  void aKeptSecretIsInTheProgramsEnvironmentAlone() throws Exception {
    login();
    good(fed("", "keys", "create", "Worker", "--to-keychain"));
    Path seen = folder.resolve("seen");
    CommandRun run =
        fed(
            "",
            "exec",
            "--key",
            "Worker",
            "--var",
            "API_KEY",
            "--",
            "/bin/sh",
            "-c",
            "printf %s \"$API_KEY\" > '" + seen + "'; exit 7");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(7);
    String secret = Files.readString(seen);
    assertThat(KeyFormat.parseAny(secret)).isPresent();
    assertThat(run.out() + run.err()).doesNotContain(secret);
    assertRefused(
        fed("", "exec", "--key", "Nobody", "--var", "API_KEY", "--", "true"),
        3,
        "No secret of a key of that name is kept for " + server.url());
    assertRefused(
        fed("", "exec", "--key", "Worker", "--var", "A-B", "--", "true"),
        2,
        "A variable is named with letters");
    assertRefused(
        fed("", "exec", "--key", "Worker", "--var", "API_KEY", "--", folder + "/none"),
        1,
        "The program cannot be started");
  }

  @Test
  void leakedKeysAreFound() throws Exception {
    Path leaky = Files.createDirectories(folder.resolve("code"));
    Path file = Files.writeString(leaky.resolve("config.txt"), "a\nkey = " + key() + "\n");
    Files.writeString(leaky.resolve("clean.txt"), "nothing");
    CommandRun found = fed("", "scan", leaky.toString());
    assertThat(found.exitCode()).isEqualTo(1);
    assertThat(found.out()).contains(file + ":2", "ksa_****").doesNotContain(key());
    assertThat(found.err()).contains("Read 2 files.", "Regenerate it");
    var report = fed("", "scan", "--json", leaky.toString()).json();
    assertThat(report.path("findings")).hasSize(1);
    assertThat(report.path("filesRead").intValue()).isEqualTo(2);

    CommandRun clean = fed("nothing here", "scan", "--stdin");
    assertThat(clean.exitCode()).isZero();
    assertThat(clean.err()).contains("Read 1 file.");
    assertThat(fed("x " + key(), "scan", "--stdin").exitCode()).isEqualTo(1);
    CommandRun missing = fed("", "scan", folder + "/none");
    assertRefused(missing, 4, "Not read: " + folder + "/none");
    assertRefused(fed("", "scan", "--stdin", leaky.toString()), 2, "one of them");
  }

  @Test
  void aFileOfTheKeyIsReadWhereOneIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("key-file"), key() + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    CommandRun status =
        CommandRun.of(
            folder,
            "",
            List.of("status", "--server", server.url(), "--json"),
            "KASAVA_API_KEY_FILE",
            file.toString());
    assertThat(good(status).json().path("key").path("name").stringValue()).isEqualTo("First key");
  }
}
