package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.TransactionContract;

final class PostgresTransactionTest extends TransactionContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
