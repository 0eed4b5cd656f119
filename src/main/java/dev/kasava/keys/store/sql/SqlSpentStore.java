package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.SpentStore;
import java.time.Instant;

/** What was presented, in SQL. Thread-safe. */
public final class SqlSpentStore implements SpentStore {
  private final SqlDatabase database;

  public SqlSpentStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public boolean spend(byte[] hash, Instant until) {
    return database.write(
        handle ->
            handle
                    .createUpdate(
                        "insert into spent (hash, until) values (:hash, :until)"
                            + " on conflict (hash) do nothing")
                    .bind("hash", hash)
                    .bind("until", until.toEpochMilli())
                    .execute()
                == 1);
  }

  @Override
  public void removeExpired(Instant now) {
    database.write(
        handle ->
            handle
                .createUpdate("delete from spent where until <= :now")
                .bind("now", now.toEpochMilli())
                .execute());
  }
}
