package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.store.FormatStore;
import dev.kasava.keys.store.sql.SqlFormatStore;
import dev.kasava.keys.store.sql.SqlKeyStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
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
}
