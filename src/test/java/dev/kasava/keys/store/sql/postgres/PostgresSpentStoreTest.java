package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.SpentStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresSpentStoreTest extends SpentStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
