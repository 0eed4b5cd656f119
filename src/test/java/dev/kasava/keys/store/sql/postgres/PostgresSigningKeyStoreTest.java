package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.SigningKeyStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresSigningKeyStoreTest extends SigningKeyStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
