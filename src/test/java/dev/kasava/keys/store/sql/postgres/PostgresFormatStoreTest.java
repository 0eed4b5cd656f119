package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.FormatStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresFormatStoreTest extends FormatStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
