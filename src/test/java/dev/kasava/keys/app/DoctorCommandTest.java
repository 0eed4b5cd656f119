package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the doctor finds on a data folder. */
final class DoctorCommandTest {
  @TempDir private Path folder;

  private CommandRun doctor(String key, String... options) {
    return CommandRun.of(
        folder,
        key,
        options.length == 0 ? List.of("doctor") : List.of("doctor", options[0]),
        "DBUS_SESSION_BUS_ADDRESS",
        "unix:path=/nonexistent");
  }

  @Test
  void aFolderThatIsWellIsToldWithWhatItHolds() {
    try (TestServer server = TestServer.in(folder)) {
      CommandRun well = doctor(server.installation().firstKey().secret().reveal());
      assertThat(well.out())
          .contains("Java", folder + " opens, with its keys in a file; they begin with \"ksa_\"")
          .contains("Mode of kasava.db: only its owner can read it")
          .contains("Mode of pepper: only its owner can read it")
          .contains("Server: " + server.url() + " is ready", "\"First key\", from KASAVA_API_KEY")
          // Of several servers in one process one may go by the date of another that ended.
          .doesNotContainPattern("\u2717 (?!Clock)");
    }
  }

  @Test
  void afterALoginTheFolderIsLookedAtWhereThatIsAskedFor() {
    try (TestServer server = TestServer.in(folder)) {
      String key = server.installation().firstKey().secret().reveal();
      CommandRun login =
          CommandRun.fed(
              folder,
              key,
              List.of("login", "--key-stdin", "--insecure-storage", "--server", server.url()));
      assertThat(login.exitCode()).as(login.err()).isZero();
      assertThat(doctor("").out())
          .contains("Server: " + server.url() + " is ready")
          .doesNotContain("Data folder");
      assertThat(doctor("", "--local").out())
          .contains("Data folder: " + folder, "Mode of pepper", server.url() + " is ready");
      CommandRun both =
          CommandRun.fed(folder, "", List.of("doctor", "--local", "--server", server.url()));
      assertThat(both.exitCode()).isEqualTo(2);
      assertThat(both.err()).contains("contradict each other");
    }
  }

  @Test
  void whatOthersCanReadIsNotWell() throws Exception {
    try (TestServer server = TestServer.in(folder)) {
      Files.setPosixFilePermissions(
          folder.resolve("pepper"), PosixFilePermissions.fromString("rw-r-----"));
      CommandRun open = doctor("", "--json");
      assertThat(open.exitCode()).isEqualTo(1);
      assertThat(open.json().path("isWell").booleanValue()).isFalse();
      JsonNode check = check(open, "Mode of pepper");
      assertThat(check.path("isWell").booleanValue()).isFalse();
      assertThat(check.toString())
          .contains("others can read it", "chmod 600 " + folder.resolve("pepper"));
      assertThat(check(open, "Key").path("isWell").booleanValue()).isTrue();
      assertThat(server.url()).isNotEmpty();
    }
  }

  private static JsonNode check(CommandRun run, String name) {
    for (JsonNode check : run.json().path("checks")) {
      if (check.toString().contains("\"" + name + "\"")) {
        return check;
      }
    }
    throw new AssertionError("no check " + name + " in " + run.out());
  }

  @Test
  void aKeyThatIsNotGoodIsSaid() {
    try (TestServer server = TestServer.in(folder)) {
      CommandRun bad = doctor("nonsense", "--json");
      assertThat(bad.exitCode()).isEqualTo(1);
      assertThat(check(bad, "Key").path("isWell").booleanValue()).isFalse();
      assertThat(server.url()).isNotEmpty();
    }
  }

  @Test
  void aFolderThatIsNotThereIsSaid() {
    CommandRun none = doctor("");
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.out()).contains("does not open", "kasava serve");
  }

  @Test
  void aNodeIsToldByItsDatabaseServer() throws Exception {
    Installation.initialise(
            new DataFolder(folder),
            new Choices("acme", Postgres.newDatabase(), Choices.GRACE),
            Map.of(),
            InstantSource.system())
        .close();
    CommandRun node = doctor("");
    assertThat(node.out())
        .contains("Mode of database-url: only its owner can read it")
        .contains("opens, with its keys in a PostgreSQL database, without an owner yet")
        .contains("they begin with \"acme_\"")
        .doesNotContain("kasava.db");
    // One that was moved and left there is as secret as before.
    Files.writeString(folder.resolve("kasava.db"), "left");
    Files.setPosixFilePermissions(
        folder.resolve("kasava.db"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(doctor("").out()).contains("Mode of kasava.db: others can read it");
  }

  @Test
  void whatCannotBeReadIsAFindingLikeAnyOther() throws Exception {
    Files.createDirectories(folder.resolve("database-url"));
    CommandRun odd = doctor("");
    assertThat(odd.exitCode()).isEqualTo(1);
    assertThat(odd.out()).contains("Java", "does not open");
  }
}
