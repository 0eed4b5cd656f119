package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.TransactionContract;
import dev.kasava.keys.store.sql.SqlStores;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteTransactionTest extends TransactionContract {
  @TempDir private Path folder;

  @Override
  protected Stores open() {
    return new SqlStores(() -> SqliteDatabase.open(folder.resolve("kasava.db")));
  }
}
