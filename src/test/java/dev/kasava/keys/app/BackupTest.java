package dev.kasava.keys.app;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Prefetch;
import dev.kasava.keys.fixture.ImportedKeys;
import dev.kasava.keys.fixture.JavaProcess;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.service.UpdateKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kasava backup} and {@code kasava restore}, on real data folders. */
final class BackupTest {
  @TempDir private Path temporary;
  private final Instant expiry =
      Instant.now().plus(Duration.ofDays(300)).truncatedTo(ChronoUnit.SECONDS);
  private Path home;
  private Path backup;

  @BeforeEach
  void places() {
    home = temporary.resolve("home");
    backup = temporary.resolve("one.backup");
  }

  private CommandRun run(String... line) {
    return run(home, line);
  }

  private static CommandRun run(Path folder, String... line) {
    return CommandRun.of(folder, "", List.of(line));
  }

  private void back(String... options) {
    List<String> line = new ArrayList<>(List.of("backup", backup.toString()));
    line.addAll(List.of(options));
    assertThat(CommandRun.of(home, "", line).exitCode()).isZero();
  }

  private CommandRun restore(String... options) {
    List<String> line = new ArrayList<>(List.of("restore", backup.toString()));
    line.addAll(List.of(options));
    return CommandRun.of(home, "", line);
  }

  private static Installation open(Path folder) {
    return Installation.open(new DataFolder(folder), Map.of(), InstantSource.system());
  }

  private static String code(Installation installation, Issue.Claimed key) {
    return installation.authenticator().verify(key.secret().reveal(), List.of()).code();
  }

  private static KeyId id(Issue.Claimed key) {
    return key.key().key().id();
  }

  private static long number(Path database, String query) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getLong(1);
    }
  }

  private List<Path> backups() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(file -> file.toString().endsWith(".backup")).sorted().toList();
    }
  }

  @Test
  void aBackupDuringWritesIsOneMoment() throws Exception {
    try (TestInstallation installation = TestInstallation.in(home);
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      AtomicBoolean isOver = new AtomicBoolean();
      AtomicInteger made = new AtomicInteger();
      Future<?> writer =
          pool.submit(
              () -> {
                while (!isOver.get()) {
                  installation.create("Key " + made.get(), null, "keys:read");
                  made.incrementAndGet();
                }
              });
      try {
        for (int round = 0; round < 8; round++) {
          int before = made.get();
          Wait.until("five more keys", () -> made.get() >= before + 5 || writer.isDone());
          int acknowledged = made.get();
          Path file = temporary.resolve(round + ".backup");
          assertThat(run("backup", file.toString()).exitCode()).isZero();
          assertThat(number(file, "select count(*) from api_key"))
              .isGreaterThanOrEqualTo(acknowledged + 1);
          assertThat(
                  number(
                      file,
                      "select (select count(*) from api_key) = (select count(*) from secret) and"
                          + " (select count(*) from api_key) = (select count(*) from usage_total)"
                          + " and (select count(*) from api_key) = (select count(*) from audit"
                          + " where action = 'key.created')"))
              .isOne();
        }
      } finally {
        isOver.set(true);
      }
      writer.get();
    }
    assertThat(backups()).hasSize(8);
  }

  @Test
  void onlyItsUserReadsItAndNothingIsReplacedUnasked() throws Exception {
    TestInstallation.in(home).close();
    CommandRun made = run("backup", temporary.toString());
    assertThat(made.exitCode()).as(made.err()).isZero();
    Path file = Path.of(made.out().strip());
    assertThat(backups()).containsExactly(file);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PrivateFiles.FILE);
    assertThat(made.err()).contains("The pepper is not in it", home.resolve("pepper").toString());
    byte[] before = Files.readAllBytes(file);
    CommandRun again = run("backup", file.toString());
    assertThat(again.exitCode()).isOne();
    assertThat(again.err()).contains("--overwrite");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    assertThat(run("backup", file.toString(), "--overwrite").exitCode()).isZero();
    assertThat(run("backup", home.resolve("inside").toString()).err()).contains("elsewhere");
    try (Stream<Path> files = Files.list(temporary)) {
      assertThat(files).as("no drafts are left").containsExactlyInAnyOrder(home, file);
    }
  }

  @Test
  void thePepperIsInItOnlyWhenAskedFor() throws Exception {
    TestInstallation.in(home).close();
    back();
    String secret = Files.readString(home.resolve("pepper")).split(":")[1].strip();
    assertThat(new String(Files.readAllBytes(backup), StandardCharsets.ISO_8859_1))
        .doesNotContain(secret);
    back("--with-pepper", "--overwrite");
    assertThat(new String(Files.readAllBytes(backup), StandardCharsets.ISO_8859_1))
        .contains(secret);
    assertThat(restore().exitCode()).isZero();
    assertThat(
            new String(Files.readAllBytes(home.resolve("kasava.db")), StandardCharsets.ISO_8859_1))
        .as("the database")
        .doesNotContain(secret);
  }

  /** Five keys, of which all but one change after the backup. */
  private final class Scene {
    final Issue.Claimed kept;
    final Issue.Claimed deleted;
    final Issue.Claimed regenerated;
    final Issue.Claimed leaked;
    final Issue.Claimed shortened;
    final Issue.Claimed newSecret;
    final Issue.Claimed made;
    final long change;

    Scene() {
      try (TestInstallation installation = TestInstallation.in(home)) {
        kept = installation.create("Kept", null, "keys:read");
        deleted = installation.create("Deleted", null, "keys:read");
        regenerated = installation.create("Regenerated", null, "keys:read");
        leaked = installation.create("Leaked", null, "keys:read");
        shortened = installation.create("Shortened", null, "keys:read");
        back();
        var verbs = installation.get().verbs();
        var caller = installation.firstCaller();
        done(verbs.delete().delete(caller, id(deleted)));
        newSecret =
            (Issue.Claimed)
                done(
                    verbs
                        .regenerate()
                        .regenerate(
                            caller,
                            id(regenerated),
                            new RegenerateKey.Request(0, true, null, false, false)));
        verbs.reportLeak().report(leaked.secret().reveal(), List.of(), "");
        done(
            verbs
                .update()
                .update(
                    caller,
                    id(shortened),
                    new UpdateKey.Request(null, new UpdateKey.Expiry.At(expiry))));
        made = installation.create("Made since", null, "keys:read");
        installation.get().meter().count(id(kept), Client.CURL, Counted.ACCEPTED);
        change = installation.get().keys().read(reader -> reader.changesSince(0)).latest();
      }
    }
  }

  @Test
  void importedKeysComeBackAndDeletedOnesStayDead() {
    try (TestInstallation installation = TestInstallation.in(home)) {
      ImportedKeys.into(installation.get(), "Kept", "a-foreign-secret-1");
      KeyId gone = ImportedKeys.into(installation.get(), "Gone", "a-foreign-secret-2");
      back();
      done(installation.get().verbs().delete().delete(installation.firstCaller(), gone));
    }
    assertThat(restore().exitCode()).isZero();
    try (Installation installation = open(home)) {
      assertThat(installation.authenticator().verify("a-foreign-secret-1", List.of()).code())
          .isEqualTo("accepted");
      assertThat(installation.authenticator().verify("a-foreign-secret-2", List.of()).code())
          .isEqualTo("revoked");
    }
  }

  @Test
  void whatEndedSinceStaysDead() throws Exception {
    Scene scene = new Scene();
    CommandRun restored = restore();
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    assertThat(restored.out())
        .contains("1 key deleted since stays deleted", "1 key made since ends");
    try (Installation installation = open(home)) {
      assertThat(code(installation, scene.kept)).isEqualTo("accepted");
      assertThat(code(installation, scene.deleted)).isEqualTo("revoked");
      assertThat(code(installation, scene.regenerated)).isEqualTo("revoked");
      assertThat(code(installation, scene.newSecret)).isEqualTo("accepted");
      assertThat(code(installation, scene.leaked)).isEqualTo("revoked");
      assertThat(code(installation, scene.made)).isEqualTo("revoked");
      assertThat(
              installation
                  .keys()
                  .read(reader -> reader.key(id(scene.shortened)))
                  .orElseThrow()
                  .key()
                  .expiresAt())
          .isEqualTo(expiry);
      assertThat(installation.keys().read(reader -> reader.changesSince(scene.change)).complete())
          .as("who followed the log of changes is told that it does not reach back")
          .isFalse();
    }
    Path database = home.resolve("kasava.db");
    assertThat(
            number(
                database,
                "select accepted from usage_total where key_id = '" + id(scene.kept) + "'"))
        .isOne();
    assertThat(number(database, "select count(*) from audit where action = 'owner.restored'"))
        .isOne();
    assertThat(
            number(
                database,
                "select count(*) from audit where action = 'key.deleted' and subject_id in ('"
                    + id(scene.deleted)
                    + "', '"
                    + id(scene.made)
                    + "')"))
        .isEqualTo(2);
    assertThat(number(aside(), "select count(*) from api_key where name = 'Made since'")).isOne();
  }

  private Path aside() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("replaced-"))
          .findFirst()
          .orElseThrow()
          .resolve("kasava.db");
    }
  }

  @Test
  void whatEndedSinceLivesAgainWhenToldButWhatLeaked() throws Exception {
    Scene scene = new Scene();
    CommandRun restored = restore("--revive");
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    try (Installation installation = open(home)) {
      assertThat(code(installation, scene.kept)).isEqualTo("accepted");
      assertThat(code(installation, scene.deleted)).isEqualTo("accepted");
      assertThat(code(installation, scene.regenerated)).isEqualTo("accepted");
      assertThat(code(installation, scene.newSecret)).isEqualTo("revoked");
      assertThat(code(installation, scene.leaked)).isEqualTo("revoked");
      assertThat(code(installation, scene.made)).isEqualTo("revoked");
      assertThat(
              installation
                  .keys()
                  .read(reader -> reader.key(id(scene.shortened)))
                  .orElseThrow()
                  .key()
                  .expiresAt())
          .isNull();
    }
    assertThat(
            number(
                home.resolve("kasava.db"),
                "select count(*) from audit where action = 'key.revived' and subject_id in ('"
                    + id(scene.deleted)
                    + "', '"
                    + id(scene.regenerated)
                    + "')"))
        .isEqualTo(2);
  }

  private void rotatePepper() throws IOException {
    assertThat(run("pepper", "rotate", "--prepare").exitCode()).isZero();
    // As if it had been there for a while.
    Files.setLastModifiedTime(home.resolve("pepper"), FileTime.from(Instant.EPOCH));
    CommandRun rotated = run("pepper", "rotate");
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
  }

  @Test
  void aSecretWhoseDigestWasRenewedSinceIsTheSameOne() throws Exception {
    Issue.Claimed kept;
    Issue.Claimed leaked;
    try (TestInstallation installation = TestInstallation.in(home)) {
      kept = installation.create("Kept", null, "keys:read");
      leaked = installation.create("Leaked", null, "keys:read");
    }
    back();
    rotatePepper();
    try (Installation installation = open(home)) {
      assertThat(code(installation, kept)).isEqualTo("accepted");
      assertThat(code(installation, leaked)).isEqualTo("accepted");
      installation.authenticator().renewDigests();
      installation.verbs().reportLeak().report(leaked.secret().reveal(), List.of(), "");
    }
    CommandRun restored = restore("--revive");
    assertThat(restored.exitCode()).as(restored.err()).isZero();
    try (Installation installation = open(home)) {
      Prefetch prefetch = installation.authenticator().prefetch();
      while (prefetch.next()) {
        assertThat(code(installation, kept)).isEqualTo("accepted");
      }
      assertThat(code(installation, kept)).isEqualTo("accepted");
      assertThat(code(installation, leaked)).isEqualTo("revoked");
    }
    assertThat(
            number(
                home.resolve("kasava.db"),
                "select count(*) from secret where key_id = '" + id(kept) + "'"))
        .isEqualTo(1);
  }

  @Test
  void checkingChangesNothing() throws Exception {
    new Scene();
    byte[] before = Files.readAllBytes(home.resolve("kasava.db"));
    CommandRun checked = restore("--check");
    assertThat(checked.exitCode()).as(checked.err()).isZero();
    assertThat(checked.out()).contains("The backup is good", "stays deleted");
    assertThat(Files.readAllBytes(home.resolve("kasava.db"))).isEqualTo(before);
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("replaced-") || name.startsWith(".restoring-"));
    }
  }

  @Test
  void whereNothingTellsWhatEndedItTakesAWord() throws Exception {
    Scene scene = new Scene();
    Path database = home.resolve("kasava.db");
    byte[] bytes = Files.readAllBytes(database);
    Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(database, bytes);
    CommandRun refused = restore();
    assertThat(refused.exitCode()).isOne();
    assertThat(refused.err()).contains("is damaged", "would work again", "--revive");
    assertThat(Files.readAllBytes(database)).isEqualTo(bytes);
    assertThat(restore("--revive").exitCode()).isZero();
    assertThat(Files.readAllBytes(aside())).isEqualTo(bytes);
    try (Installation installation = open(home)) {
      assertThat(code(installation, scene.deleted)).isEqualTo("accepted");
      assertThat(code(installation, scene.made)).isEqualTo("unknown");
      assertThat(installation.keys().read(reader -> reader.changesSince(scene.change)).complete())
          .isFalse();
    }
  }

  @Test
  void onANewMachineItTakesThePepper() throws Exception {
    Scene scene = new Scene();
    Path other = temporary.resolve("other");
    CommandRun without = run(other, "restore", backup.toString(), "--revive");
    assertThat(without.exitCode()).isEqualTo(4);
    assertThat(without.err()).contains("The pepper is missing", other.toString());
    Files.copy(home.resolve("pepper"), other.resolve("pepper"));
    assertThat(run(other, "restore", backup.toString()).err()).contains("There is no database");
    assertThat(run(other, "restore", backup.toString(), "--revive").exitCode()).isZero();
    try (Installation installation = open(other)) {
      assertThat(code(installation, scene.kept)).isEqualTo("accepted");
    }
  }

  @Test
  void aBackupWithItsPepperIsEnoughForANewMachine() throws Exception {
    Issue.Claimed first;
    try (TestInstallation installation = TestInstallation.in(home)) {
      first = installation.firstKey();
    }
    back("--with-pepper");
    Path other = temporary.resolve("other");
    assertThat(run(other, "restore", backup.toString(), "--revive").exitCode()).isZero();
    assertThat(Files.readString(other.resolve("key-prefix"))).isEqualTo("ksa\n");
    assertThat(Files.getPosixFilePermissions(other.resolve("pepper"))).isEqualTo(PrivateFiles.FILE);
    try (Installation installation = open(other)) {
      assertThat(code(installation, first)).isEqualTo("accepted");
    }
  }

  @Test
  void anotherInstallationIsNotReplaced() throws Exception {
    TestInstallation.in(home).close();
    back("--with-pepper");
    Path other = temporary.resolve("other");
    TestInstallation.in(other).close();
    byte[] before = Files.readAllBytes(other.resolve("kasava.db"));
    CommandRun refused = run(other, "restore", backup.toString(), "--revive");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("pepper");
    Files.delete(other.resolve("pepper"));
    CommandRun still = run(other, "restore", backup.toString(), "--revive");
    assertThat(still.exitCode()).isOne();
    assertThat(still.err()).contains("another installation");
    assertThat(Files.readAllBytes(other.resolve("kasava.db"))).isEqualTo(before);
  }

  @Test
  void whatIsNoGoodBackupIsRefused() throws Exception {
    TestInstallation.in(home).close();
    back();
    byte[] before = Files.readAllBytes(home.resolve("kasava.db"));
    byte[] good = Files.readAllBytes(backup);
    byte[] bad = good.clone();
    Arrays.fill(bad, good.length / 2, good.length, (byte) 0x5a);
    Files.write(backup, bad);
    assertThat(restore("--revive").err()).contains("damaged", backup.toString());
    Files.write(backup, Arrays.copyOf(good, good.length - 4096));
    assertThat(restore("--revive").err()).contains("damaged");
    Files.writeString(backup, "soup");
    assertThat(restore().err()).contains("no backup of Kasava Keys");
    Files.copy(home.resolve("kasava.db"), backup, StandardCopyOption.REPLACE_EXISTING);
    assertThat(restore().err()).contains("was not made by \"kasava backup\"");
    Files.write(backup, good);
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + backup);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create trigger planted after insert on audit begin delete from audit; end");
    }
    assertThat(restore().err()).contains("was not made by \"kasava backup\"");
    Files.delete(backup);
    assertThat(restore().err()).contains("There is no file");
    assertThat(Files.readAllBytes(home.resolve("kasava.db"))).isEqualTo(before);
  }

  @Test
  void nobodyElseMayUseTheFolderMeanwhile() throws Exception {
    TestInstallation.in(home).close();
    back();
    try (Installation installation = open(home)) {
      assertThat(restore().err()).contains("uses the data folder");
    }
    try (JavaProcess process = JavaProcess.start(FolderHolder.class, List.of(), home.toString())) {
      Iterator<String> output = process.lines().iterator();
      assertThat(output.next()).isEqualTo("OPEN");
      CommandRun refused = restore();
      assertThat(refused.exitCode()).isEqualTo(4);
      assertThat(refused.err()).contains("uses the data folder");
      process.close();
      process.exitCode();
      assertThat(restore().exitCode()).as("once it was killed").isZero();
      assertThat(restore().exitCode()).as("once more").isZero();
    }
  }

  /** Whatever it was about to do: the folder holds what was there, or what was restored. */
  @Test
  void aRestoreThatIsKilledLeavesOneOfTheTwo() throws Exception {
    Scene scene = new Scene();
    for (int round = 1; round <= 5; round++) {
      try (JavaProcess process =
          JavaProcess.start(RestoringWorker.class, List.of(), home.toString(), backup.toString())) {
        Iterator<String> output = process.lines().iterator();
        for (int line = 0; line < round; line++) {
          assertThat(output.next()).isEqualTo("RESTORED");
        }
        process.close();
        process.exitCode();
      }
      assertThat(
              number(
                  home.resolve("kasava.db"),
                  "select count(*) from pragma_integrity_check where integrity_check = 'ok'"))
          .isOne();
      try (Installation installation = open(home)) {
        assertThat(code(installation, scene.kept)).isEqualTo("accepted");
        assertThat(code(installation, scene.newSecret)).isEqualTo("accepted");
        assertThat(code(installation, scene.deleted)).isEqualTo("revoked");
        assertThat(code(installation, scene.made)).isEqualTo("revoked");
      }
    }
    assertThat(restore().exitCode()).isZero();
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("what killed ones left")
          .noneMatch(name -> name.startsWith(".restoring-"));
    }
  }
}
