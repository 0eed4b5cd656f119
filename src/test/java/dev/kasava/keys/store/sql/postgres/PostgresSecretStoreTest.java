package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.SecretStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresSecretStoreTest extends SecretStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
