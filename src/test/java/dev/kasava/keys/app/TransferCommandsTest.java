package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code kasava keys import} and {@code export}, beside a server that runs. */
final class TransferCommandsTest {
  /** Nobody's. */
  private static final String SECRET = "sk_test_0123456789-abcdef";

  @TempDir private Path temporary;
  private Path home;
  private TestServer server;

  @BeforeEach
  void start() {
    home = temporary.resolve("home");
    server = TestServer.in(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String line(String name, String secret) {
    return """
    {"name":"%s","scopes":["orders:read"],"secret":{"sha256":"%s"}}
    """
        .formatted(name, sha256(secret));
  }

  private CommandRun imported(String lines, String... options) {
    List<String> line = new ArrayList<>(List.of("keys", "import", "-"));
    line.addAll(List.of(options));
    return CommandRun.fed(home, lines, line);
  }

  private CommandRun run(String... line) {
    return CommandRun.fed(home, "", List.of(line));
  }

  private Answer auth(String secret) {
    return server.send("GET", "/api/v1/auth?scope=orders:read", null, "X-API-Key", secret);
  }

  @Test
  void theServerTakesAnImportedKeyAtOnce() throws IOException {
    assertThat(auth(SECRET).status()).isEqualTo(401);
    Path file = temporary.resolve("keys.jsonl");
    Files.writeString(
        file,
        "\uFEFF"
            + line("Customer 1", SECRET)
            + "\n  \r\n"
            + line("Customer 2", SECRET + "2").strip());
    CommandRun dry = run("keys", "import", file.toString(), "--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isZero();
    assertThat(dry.out()).isEqualTo("Nothing was changed. This would import 2 keys.\n");
    assertThat(auth(SECRET).status()).isEqualTo(401);

    CommandRun run = run("keys", "import", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("Imported 2 keys.\n");
    assertThat(auth(SECRET).status()).isEqualTo(204);
    assertThat(auth(SECRET + "2").status()).isEqualTo(204);

    CommandRun again = run("keys", "import", file.toString());
    assertThat(again.exitCode()).isZero();
    assertThat(again.out()).isEqualTo("Imported 0 keys; 2 keys already here.\n");
    assertThat(run("keys", "list", "--local").out()).contains("Customer 1", "****", "active");
    assertThat(run("keys", "delete", "Customer 1", "--local", "--yes").exitCode()).isZero();
    assertThat(auth(SECRET).status()).isEqualTo(401);
    assertThat(run("keys", "import", file.toString()).out())
        .isEqualTo(
            "Imported 0 keys; 2 keys already here, of which 1 key ended since: so they stay.\n");
    assertThat(auth(SECRET).status()).isEqualTo(401);
  }

  @Test
  void oneBadLineAndNothingIsImported() {
    CommandRun run =
        imported(
            line("Good", SECRET)
                + "{\"name\":\"No hash\"}\n"
                + "not json\n"
                + line("Good", SECRET + "2")
                + line("Twin", SECRET)
                + "{\"name\":\"Bcrypt\",\"secret\":{\"sha256\":\"$2b$12$abcdefghijklmnopqrstuv\"}}\n"
                + "{\"name\":\"Odd\",\"colour\":\"red\",\"secret\":{\"sha256\":\"00\"}}\n"
                + "{\"name\":\"Time\",\"expiresAt\":\"tomorrow\",\"secret\":{\"sha256\":\""
                + sha256("x")
                + "\"}}\n"
                + "{\"name\":\"Long\",\"scopes\":[\""
                + "x".repeat(70_000)
                + "\"]}\n");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .isEqualTo("Nothing was imported. Mend 8 bad lines, and run this again.\n");
    assertThat(run.err().lines().map(line -> line.substring(0, line.indexOf(':'))))
        .containsExactly(
            "line 2, secret",
            "line 3",
            "line 4, name",
            "line 5, secret",
            "line 6, secret",
            "line 7",
            "line 8, expiresAt",
            "line 9");
    assertThat(run.err()).contains("bcrypt").doesNotContain("$2b$12$");
    assertThat(auth(SECRET).status()).isEqualTo(401);
    assertThat(run("keys", "list", "--local").out()).doesNotContain("Good");
  }

  @Test
  void programsGetJson() {
    JsonNode dry = imported(line("A", SECRET), "--dry-run", "--json").json();
    assertThat(dry.path("dryRun").booleanValue()).isTrue();
    assertThat(dry.path("imported").intValue()).isEqualTo(1);
    CommandRun bad = imported(line("A", SECRET) + "{}\n", "--json");
    assertThat(bad.exitCode()).isEqualTo(1);
    assertThat(bad.json().path("imported").intValue()).isZero();
    assertThat(bad.json().path("badLines").get(0).path("line").intValue()).isEqualTo(2);
    assertThat(bad.json().path("badLines").get(0).path("field").stringValue()).isEqualTo("name");
    assertThat(imported(line("A", SECRET), "--json").json().path("imported").intValue())
        .isEqualTo(1);
    assertThat(imported(line("A", SECRET), "--json").json().path("alreadyHere").intValue())
        .isEqualTo(1);
  }

  @Test
  void keysGoToTheOwnerThatIsNamed() {
    Path env = temporary.resolve("env");
    assertThat(
            run("owners", "add", "Example", "--env-file", env.toString(), "--var", "KEY")
                .exitCode())
        .isZero();
    assertThat(imported(line("A", SECRET), "--owner", "Nobody").exitCode()).isEqualTo(1);
    assertThat(imported(line("A", SECRET), "--owner", "Example").exitCode()).isZero();
    assertThat(
            imported(
                    line("B", SECRET + "2").replace("{\"name\"", "{\"owner\":\"Example\",\"name\""))
                .exitCode())
        .isZero();
    assertThat(run("keys", "list", "--local", "--owner", "Example").out()).contains("A ", "B ");
    assertThat(run("keys", "list", "--local").out()).doesNotContain("****  ");
    assertThat(run("keys", "export", "--owner", "Example").out().lines()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"import missing.jsonl, 4", "import, 2", "import -, 1", "export no/such/folder, 4"})
  void whatCannotBeReadOrWrittenIsSaid(String line, int exitCode) {
    CommandRun run = CommandRun.fed(home, "\n\n", List.of(("keys " + line).split(" ")));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
    assertThat(run.err()).startsWith("kasava: ").doesNotContain("Exception");
  }

  @Test
  void anExportIsPrivateWholeAndWithoutSecrets() throws IOException {
    Secret own = server.installation().create("Own", null, "orders:read").secret();
    imported(line("Foreign", SECRET));
    Path file = temporary.resolve("keys.jsonl");
    CommandRun run = run("keys", "export", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Exported 3 keys.", "without the pepper");
    if (PrivateFiles.isPosix()) {
      assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PrivateFiles.FILE);
    }
    String text = Files.readString(file);
    assertThat(text)
        .doesNotContain(own.reveal(), SECRET, sha256(SECRET))
        .contains("\"foreign\":true", "\"lastFour\":\"" + own.lastFour() + "\"");
    assertThat(run("keys", "export", file.toString()).exitCode()).isEqualTo(1);
    assertThat(run("keys", "export", file.toString(), "--overwrite").exitCode()).isZero();
    assertThat(run("keys", "export").out()).isEqualTo(text);
    assertThat(run("keys", "import", file.toString()).out())
        .isEqualTo("Imported 0 keys; 3 keys already here.\n");
    try (var files = Files.list(temporary)) {
      assertThat(files.filter(one -> one.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  @Test
  void anotherInstallationWithThePepperTakesTheExport() throws IOException {
    Secret own = server.installation().create("Own", null, "orders:read").secret();
    imported(line("Foreign", SECRET));
    String exported =
        run("keys", "export")
            .out()
            .lines()
            .filter(line -> !line.contains("First key"))
            .collect(Collectors.joining("\n"));
    Path two = temporary.resolve("two");
    Files.createDirectories(two);
    Files.copy(home.resolve("pepper"), two.resolve("pepper"));
    try (TestServer other = TestServer.in(two)) {
      CommandRun run = CommandRun.fed(two, exported, List.of("keys", "import", "-"));
      assertThat(run.exitCode()).as(run.err()).isZero();
      for (String secret : List.of(own.reveal(), SECRET)) {
        assertThat(other.send("GET", "/api/v1/auth", null, "X-API-Key", secret).status())
            .isEqualTo(204);
      }
    }
    try (TestServer stranger = TestServer.in(temporary.resolve("three"))) {
      CommandRun run =
          CommandRun.fed(temporary.resolve("three"), exported, List.of("keys", "import", "-"));
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("line 1, secret: Its digest was made with a pepper");
      assertThat(stranger.send("GET", "/api/v1/auth", null, "X-API-Key", SECRET).status())
          .isEqualTo(401);
    }
  }

  @Test
  void manyGoInSeveralTurns() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_234; i++) {
      lines.append(line("Customer " + i, SECRET + i));
    }
    CommandRun run = imported(lines.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("Imported 1,234 keys.\n");
    assertThat(auth(SECRET + "1233").status()).isEqualTo(204);
  }
}
