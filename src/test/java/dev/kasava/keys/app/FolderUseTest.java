package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.SessionStore.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has a data folder, and until when; what is forgotten there in time. */
final class FolderUseTest {
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private DataFolder folder;

  @BeforeEach
  void make(@TempDir Path empty) {
    folder = new DataFolder(empty);
    folder.make();
  }

  private void assertFree() {
    FolderUse.alone(folder).close();
  }

  private void assertTaken() {
    assertThatThrownBy(() -> FolderUse.alone(folder))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("A server or another command uses the data folder");
  }

  @Test
  void manyShareIt() {
    FolderUse one = FolderUse.share(folder);
    FolderUse other = FolderUse.share(folder);

    assertTaken();
    one.close();
    one.close();
    assertTaken();
    other.close();
    assertFree();
  }

  @Test
  void oneHasItAlone() {
    try (var _ = FolderUse.alone(folder)) {
      assertTaken();
      assertThatThrownBy(() -> FolderUse.share(folder))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("is just being restored or moved");
    }
    assertFree();
  }

  @Test
  void anInstallationHasItUntilItIsClosed() {
    TestInstallation installation = TestInstallation.in(folder.path(), clock);

    assertTaken();
    installation.close();
    installation.close();
    assertFree();
  }

  @Test
  void aCommandThatIsRefusedLeavesItFree() {
    TestInstallation.in(folder.path(), clock).close();

    CommandRun refused =
        CommandRun.of(folder.path(), "", List.of("keys", "list", "--local", "--owner", "Nobody"));

    assertThat(refused.err()).contains("no owner of that");
    assertFree();
  }

  @Test
  void oneThatCannotBeOpenedLeavesItFree() throws IOException {
    TestInstallation.in(folder.path(), clock).close();
    String pepper = Files.readString(folder.pepper());
    Files.delete(folder.pepper());

    assertThatThrownBy(() -> Installation.open(folder, Map.of(), clock))
        .isInstanceOf(PepperException.class);

    assertFree();
    folder.keepPepper(pepper);
    Installation.open(folder, Map.of(), clock).close();
  }

  @Test
  void whatWasMovedIsNotOpened() {
    TestInstallation.in(folder.path(), clock).close();
    MoveNote.write(folder, "jdbc:postgresql://db.example.com/kasava");

    assertThatThrownBy(() -> Installation.open(folder, Map.of(), clock))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("were moved to a database server");
    Installation.openMoved(folder, Map.of(), clock).close();
  }

  @Test
  void aNoteOfAMoveHoldsForWhatWasMoved() throws IOException {
    String url = "jdbc:postgresql://db.example.com/kasava";
    TestInstallation.in(folder.path(), clock).close();
    assertThat(MoveNote.tellsOf(folder, url)).isFalse();

    MoveNote.write(folder, url);
    assertThat(MoveNote.tellsOf(folder, url)).isTrue();
    assertThat(MoveNote.tellsOf(folder, url + "2")).isFalse();

    Files.writeString(folder.database(), "changed");
    assertThatThrownBy(() -> MoveNote.tellsOf(folder, url))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("were changed after they were moved");
  }

  @Test
  void whatIsOverIsForgotten() {
    try (TestInstallation installation = TestInstallation.in(folder.path(), clock)) {
      Installation opened = installation.get();
      byte[] spent = "x".repeat(32).getBytes(StandardCharsets.US_ASCII);
      Instant soon = clock.instant().plus(Duration.ofMinutes(10));
      assertThat(opened.spent().spend(spent, soon)).isTrue();
      installation.ask("Waiting", "keys:read");
      byte[] token = "y".repeat(32).getBytes(StandardCharsets.US_ASCII);
      Instant now = clock.instant();
      opened
          .sessions()
          .add(
              token,
              new SessionStore.Session(
                  Kind.SESSION, installation.firstKey().key().key().id(), now, soon));
      opened.mcpNotes().add(new McpNotes.Note("s", McpNotes.Kind.ENDED, "", ""), soon);

      opened.sweep();
      assertThat(opened.sessions().find(token, Kind.SESSION, now)).isPresent();
      assertThat(opened.mcpNotes().of("s")).hasSize(1);
      assertThat(opened.spent().spend(spent, soon)).isFalse();
      assertThat(keys(installation)).isEqualTo(2);

      clock.advance(Duration.ofHours(2));
      opened.sweep();
      assertThat(opened.sessions().find(token, Kind.SESSION, now)).isEmpty();
      assertThat(opened.mcpNotes().of("s")).isEmpty();
      assertThat(opened.spent().spend(spent, clock.instant().plusSeconds(1))).isTrue();
      assertThat(keys(installation)).isEqualTo(1);
    }
  }

  private static int keys(TestInstallation installation) {
    return TestInstallation.done(
            installation
                .get()
                .verbs()
                .list()
                .list(installation.firstCaller(), new ListKeys.Request("", null, 10)))
        .keys()
        .size();
  }
}
