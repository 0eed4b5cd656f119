package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.PepperStoreContract;
import dev.kasava.keys.store.Stores;

final class PostgresPepperStoreTest extends PepperStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
