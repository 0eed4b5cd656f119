package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.cli.Backups;
import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a backup takes along from a data folder, and what becomes of the folder it is put into. */
final class FolderBackupsTest {
  private static final String URL = "https://keys.example.com";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  @TempDir private Path temporary;
  private Path backups;
  private DataFolder folder;

  @BeforeEach
  void begin() throws IOException {
    backups = Files.createDirectory(temporary.resolve("backups"));
    folder = new DataFolder(temporary.resolve("home"));
    TestInstallation.in(folder.path(), clock).close();
  }

  private FolderBackups of(DataFolder which) {
    return new FolderBackups(which, Map.of(), clock);
  }

  private Path take(boolean withPepper) {
    return of(folder).take(backups, withPepper, true).file();
  }

  private DataFolder another() {
    return new DataFolder(temporary.resolve("another"));
  }

  private static Path aside(Backups.Outcome outcome) {
    return Objects.requireNonNull(outcome.aside());
  }

  @Test
  void aBackupInAFolderIsNamedAfterTheTime() {
    Backups.Taken taken = of(folder).take(backups, false, false);

    assertThat(taken.file()).isEqualTo(backups.resolve("kasava-2027-03-01T100000Z.backup"));
    assertThat(taken.takenAt()).isEqualTo(clock.instant());
    assertThat(taken.hasPepper()).isFalse();
    assertThat(taken.pepperPlace()).isEqualTo(folder.pepper().toString());
    assertThat(taken.bytes()).isPositive();
    assertThatThrownBy(() -> of(folder).take(backups, false, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--overwrite");
  }

  @Test
  void aBackupThatWouldBeLostWithTheDataIsRefused() {
    assertThatThrownBy(() -> of(folder).take(folder.path().resolve("x.backup"), false, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("would be lost with it");
    assertThatThrownBy(() -> of(folder).take(temporary.resolve("no/x.backup"), false, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("There is no folder");
  }

  @Test
  void whereThereIsNothingNothingIsTaken() {
    assertThatThrownBy(() -> of(another()).take(backups, false, false))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("There is no Kasava Keys data");
  }

  @Test
  void aDatabaseServerHasToolsOfItsOwn() {
    folder.keepDatabaseUrl("jdbc:postgresql://db.example.com/kasava");

    assertThatThrownBy(() -> take(false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("pg_dump");
    assertThatThrownBy(() -> of(folder).restore(backups.resolve("x"), true, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("pg_restore");
  }

  @Test
  void whatWasMovedIsNotTakenForWhatIsThereNow() {
    MoveNote.write(folder, "jdbc:postgresql://db.example.com/kasava");

    assertThatThrownBy(() -> take(false))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("were moved");
  }

  @Test
  void aNewFolderTakesThePepperTheAddressAndThePrefix() {
    folder.writePublicUrl(URL);
    Path file = take(true);

    Backups.Outcome outcome = of(another()).restore(file, true, false);

    assertThat(outcome.isDone()).isTrue();
    assertThat(outcome.aside()).isNull();
    assertThat(outcome.pepperPlace()).isEqualTo("the backup");
    assertThat(another().readPublicUrl()).contains(URL);
    assertThat(another().readPepper()).isEqualTo(folder.readPepper());
    assertThat(another().readKeyPrefix()).contains("ksa");
    Installation.open(another(), Map.of(), clock).close();
  }

  @Test
  void aFolderKeepsWhatItHas() throws IOException {
    folder.writePublicUrl(URL);
    Path file = take(true);
    folder.writePublicUrl("https://other.example.com");
    String pepper = Files.readString(folder.pepper());

    Backups.Outcome outcome = of(folder).restore(file, false, false);

    assertThat(outcome.pepperPlace()).isEqualTo(folder.pepper().toString());
    assertThat(folder.readPublicUrl()).contains("https://other.example.com");
    assertThat(Files.readString(folder.pepper())).isEqualTo(pepper);
  }

  @Test
  void aBackupOfAnUnservedFolderHasNoAddress() {
    of(another()).restore(take(true), true, false);

    assertThat(another().readPublicUrl()).isEmpty();
  }

  @Test
  void whatIsReplacedIsKeptEachTime() {
    Path file = take(false);

    Path first = aside(of(folder).restore(file, false, false));
    Path second = aside(of(folder).restore(file, false, false));
    Path third = aside(of(folder).restore(file, false, false));

    assertThat(first).hasFileName("replaced-2027-03-01T100000Z");
    assertThat(second).hasFileName("replaced-2027-03-01T100000Z-2");
    assertThat(third).hasFileName("replaced-2027-03-01T100000Z-3");
    assertThat(third).isDirectoryContaining("glob:**/kasava.db");
  }

  @Test
  void whatAKilledRestoreLeftIsCleared() throws IOException {
    Path file = take(false);
    Path left = Files.createDirectory(folder.path().resolve(".restoring-1"));
    Files.writeString(left.resolve("kasava.db"), "half");
    Path own = Files.createDirectory(folder.path().resolve("mine"));

    of(folder).restore(file, false, true);
    assertThat(left).isDirectory();

    of(folder).restore(file, false, false);
    assertThat(left).doesNotExist();
    assertThat(own).isDirectory();
    assertThat(folder.path()).isDirectoryNotContaining("glob:**/.restoring-*");
  }

  @Test
  void aLookNeedsTheFolderNotToItself() {
    Path file = take(false);

    try (var _ = Installation.open(folder, Map.of(), clock)) {
      assertThat(of(folder).restore(file, false, true).isDone()).isFalse();
      assertThatThrownBy(() -> of(folder).restore(file, false, false))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("uses the data folder");
    }
  }

  @Test
  void whatNothingTellsOfIsNotBroughtBackUnasked() {
    Path file = take(true);

    assertThatThrownBy(() -> of(another()).restore(file, false, false))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("There is no database in " + another().path());
    assertThat(another().readPepper()).isEmpty();
  }
}
