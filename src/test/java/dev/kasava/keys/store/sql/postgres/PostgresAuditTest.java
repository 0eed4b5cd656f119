package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.AuditContract;
import dev.kasava.keys.store.Stores;

final class PostgresAuditTest extends AuditContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
