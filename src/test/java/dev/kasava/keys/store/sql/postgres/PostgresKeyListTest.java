package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.KeyListContract;
import dev.kasava.keys.store.Stores;

final class PostgresKeyListTest extends KeyListContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
