package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.sql.SqlStores;
import java.time.Duration;

/** The ports over a new database of a real server. */
final class PostgresStores {
  private PostgresStores() {}

  static Stores open() {
    String url = Postgres.newDatabase();
    return new SqlStores(
        () -> PostgresDatabase.open(url, Duration.ofMinutes(1), Duration.ofMillis(50)));
  }
}
