package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.KeyStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresKeyStoreTest extends KeyStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
