package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.TeamStoreContract;

final class PostgresTeamStoreTest extends TeamStoreContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
