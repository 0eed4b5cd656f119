package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.FormatStoreContract;
import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.sql.SqlStores;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteFormatStoreTest extends FormatStoreContract {
  @TempDir private Path folder;

  @Override
  protected Stores open() {
    return new SqlStores(() -> SqliteDatabase.open(folder.resolve("kasava.db")));
  }
}
