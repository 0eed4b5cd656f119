package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.SigningKeyStore;
import java.time.Instant;
import java.util.List;

/** Sealed signing keys in SQL. Thread-safe. */
public final class SqlSigningKeyStore implements SigningKeyStore {
  private final SqlDatabase database;

  public SqlSigningKeyStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public List<Sealed> all() {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select generation, key_id, sealed, pepper_version, signs_from, signs_until"
                        + " from signing_key order by generation")
                .map(
                    (row, context) ->
                        new Sealed(
                            row.getInt("generation"),
                            row.getString("key_id"),
                            new Box(row.getBytes("sealed")),
                            row.getInt("pepper_version"),
                            Instant.ofEpochMilli(row.getLong("signs_from")),
                            Instant.ofEpochMilli(row.getLong("signs_until"))))
                .list());
  }

  @Override
  public boolean add(Sealed key) {
    return database.write(
        handle ->
            handle
                    .createUpdate(
                        "insert into signing_key (generation, key_id, sealed, pepper_version,"
                            + " signs_from, signs_until) values (:generation, :keyId, :sealed,"
                            + " :pepperVersion, :signsFrom, :signsUntil)"
                            + " on conflict (generation) do nothing")
                    .bind("generation", key.generation())
                    .bind("keyId", key.keyId())
                    .bind("sealed", key.box().bytes())
                    .bind("pepperVersion", key.pepperVersion())
                    .bind("signsFrom", key.signsFrom().toEpochMilli())
                    .bind("signsUntil", key.signsUntil().toEpochMilli())
                    .execute()
                == 1);
  }

  @Override
  public void removeEndedBy(Instant moment) {
    database.write(
        handle ->
            handle
                .createUpdate("delete from signing_key where signs_until <= :moment")
                .bind("moment", moment.toEpochMilli())
                .execute());
  }
}
