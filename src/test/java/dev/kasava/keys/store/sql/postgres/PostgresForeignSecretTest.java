package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.ForeignSecretContract;
import dev.kasava.keys.store.Stores;

final class PostgresForeignSecretTest extends ForeignSecretContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
