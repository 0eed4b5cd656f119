package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.RetentionContract;
import dev.kasava.keys.store.Stores;

final class PostgresRetentionTest extends RetentionContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
