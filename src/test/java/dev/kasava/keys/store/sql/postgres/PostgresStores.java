package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.Stores;
import dev.kasava.keys.store.sql.SqlStores;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The ports over a new database of a real server. */
final class PostgresStores {
  private PostgresStores() {}

  static Stores open() {
    String url = Postgres.newDatabase();
    return new SqlStores(
        () -> PostgresDatabase.open(url, Duration.ofMinutes(1), Duration.ofMillis(50)));
  }

  /** Counts a request of a limited key, always the same one; answers how many were granted. */
  static long take(PostgresDatabase node) {
    LimitStore.Ask ask =
        new LimitStore.Ask(
            KeyId.random(new Random(1)),
            new RateLimit(100, Duration.ofHours(1)),
            1,
            0,
            LimitStore.Return.NOTHING,
            0);
    return node.limits().orElseThrow().take(List.of(ask)).getFirst().taken();
  }
}
