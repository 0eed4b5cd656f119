package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.UsageStoreContract;

final class PostgresUsageStoreTest extends UsageStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
