package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.KeySearchContract;
import dev.kasava.keys.store.Stores;

final class PostgresKeySearchTest extends KeySearchContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
