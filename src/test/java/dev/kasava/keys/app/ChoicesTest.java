package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.TestInstallation;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which database a data folder takes, and which it does not. */
final class ChoicesTest {
  private static final String URL = "jdbc:postgresql://db.example.com/kasava";
  private static final Choices SERVER = new Choices(null, URL, Choices.GRACE);

  private DataFolder folder;

  @BeforeEach
  void name(@TempDir Path empty) {
    folder = new DataFolder(empty.resolve("home"));
  }

  @Test
  void aNewFolderNotesItsServer() {
    SERVER.keepDatabase(folder);

    assertThat(folder.readDatabaseUrl()).contains(URL);
    new Choices(null, URL + "?ssl=true", Choices.GRACE).keepDatabase(folder);
    assertThat(folder.readDatabaseUrl()).contains(URL + "?ssl=true");
  }

  @Test
  void nothingIsNotedWhereNothingIsChosen() {
    Choices.USUAL.keepDatabase(folder);

    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void aFolderWithAFileOfItsOwnTakesNoServer() {
    TestInstallation.in(folder.path()).close();

    assertThatThrownBy(() -> SERVER.keepDatabase(folder))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("kasava migrate-store --to");
    assertThat(folder.readDatabaseUrl()).isEmpty();
  }

  @Test
  void whatWasMovedIsServedFromThereAlone() {
    TestInstallation.in(folder.path()).close();
    MoveNote.write(folder, URL);

    assertThatThrownBy(() -> Choices.USUAL.keepDatabase(folder))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("were moved to a database server");
    SERVER.keepDatabase(folder);
    assertThat(folder.readDatabaseUrl()).contains(URL);
  }
}
