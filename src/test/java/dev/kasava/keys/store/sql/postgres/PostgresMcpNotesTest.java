package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.McpNotesContract;
import dev.kasava.keys.store.Stores;

final class PostgresMcpNotesTest extends McpNotesContract {
  @Override
  protected Stores open() {
    return PostgresStores.open();
  }
}
