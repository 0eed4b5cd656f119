package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.SessionStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresSessionStoreTest extends SessionStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
