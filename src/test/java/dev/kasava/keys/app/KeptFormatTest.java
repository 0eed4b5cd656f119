package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.store.FormatStore;
import dev.kasava.keys.store.sql.SqlFormatStore;
import dev.kasava.keys.store.sql.SqlKeyStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeptFormatTest {
  /** Another process settles the usual prefix just after this one looked. */
  private record Overtaken(FormatStore store) implements FormatStore {
    @Override
    public Optional<String> prefix() {
      Optional<String> before = store.prefix();
      store.settlePrefix("ksa");
      return before;
    }

    @Override
    public String settlePrefix(String prefix) {
      return store.settlePrefix(prefix);
    }
  }

  @Test
  void whoeverIsOvertakenDoesNotGoOnWithAnotherPrefixThanWasChosen(@TempDir Path temporary) {
    DataFolder folder = new DataFolder(temporary);
    try (SqliteDatabase database = SqliteDatabase.open(temporary.resolve("kasava.db"))) {
      KeptFormat format =
          new KeptFormat(
              folder, new Overtaken(new SqlFormatStore(database)), new SqlKeyStore(database));
      assertThatThrownBy(() -> format.settle(Optional.of("acme")))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("begin with \"ksa_\"")
          .hasMessageContaining("Leave --key-prefix out");
    }
    assertThat(folder.readKeyPrefix()).isEmpty();
  }

  /** What a database says of its keys, which nothing has settled yet unless said otherwise. */
  private static final class Settled implements FormatStore {
    private Optional<String> prefix = Optional.empty();

    @Override
    public Optional<String> prefix() {
      return prefix;
    }

    @Override
    public String settlePrefix(String chosen) {
      prefix = Optional.of(prefix.orElse(chosen));
      return prefix.get();
    }
  }

  private final Settled settled = new Settled();

  @Test
  void aChoiceThatIsRefusedSettlesNothing(@TempDir Path temporary) {
    DataFolder folder = new DataFolder(temporary);
    try (TestInstallation installation = TestInstallation.in(temporary)) {
      KeptFormat format = new KeptFormat(folder, settled, installation.get().keys());

      assertThatThrownBy(() -> format.settle(Optional.of("acme")))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("begin with \"ksa_\"");
    }
    assertThat(settled.prefix).isEmpty();
  }

  @Test
  void whereFolderAndDatabaseDifferTheWayOutIsSaid(@TempDir Path temporary) {
    DataFolder folder = new DataFolder(temporary);
    settled.prefix = Optional.of("acme");
    try (TestInstallation installation = TestInstallation.in(temporary)) {
      KeptFormat format = new KeptFormat(folder, settled, installation.get().keys());

      assertThatThrownBy(() -> format.settle(Optional.empty()))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("says that keys begin with \"ksa_\"")
          .hasMessageContaining("the database says \"acme_\"")
          .hasMessageContaining("set prefix = 'ksa'");
    }
  }

  @Test
  void whereThereAreKeysNobodyGuesses(@TempDir Path temporary) throws IOException {
    DataFolder folder = new DataFolder(temporary);
    try (TestInstallation installation = TestInstallation.in(temporary)) {
      Files.delete(folder.keyPrefix());
      KeptFormat format = new KeptFormat(folder, settled, installation.get().keys());

      assertThatThrownBy(() -> format.settle(Optional.empty()))
          .isInstanceOf(DataFolderException.class)
          .hasMessageContaining("key-prefix is missing")
          .hasMessageContaining("--key-prefix");
      assertThat(settled.prefix).isEmpty();
      assertThat(format.settle(Optional.of("acme")).prefix()).isEqualTo("acme");
    }
    assertThat(folder.readKeyPrefix()).contains("acme");
  }

  @Test
  void aSpoiltFileMayBeDeletedWhereTheDatabaseKnows(@TempDir Path temporary) throws IOException {
    DataFolder folder = new DataFolder(temporary);
    try (TestInstallation installation = TestInstallation.in(temporary)) {
      Files.writeString(folder.keyPrefix(), "NO!");
      KeptFormat format = new KeptFormat(folder, settled, installation.get().keys());

      assertThatThrownBy(() -> format.settle(Optional.empty()))
          .hasMessageContaining("Put back your backup of it")
          .hasMessageNotContaining("delete it");
      settled.prefix = Optional.of("ksa");
      assertThatThrownBy(() -> format.settle(Optional.empty()))
          .hasMessageContaining("or delete it: the database knows it");
    }
  }
}
