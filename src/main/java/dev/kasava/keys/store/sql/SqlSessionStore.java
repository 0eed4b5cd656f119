package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.store.SessionStore;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Page sessions in SQL; what they hang on stands as created_at. Thread-safe. */
public final class SqlSessionStore implements SessionStore {
  private final SqlDatabase database;

  public SqlSessionStore(SqlDatabase database) {
    this.database = database;
  }

  @Override
  public void add(byte[] tokenHash, Session session) {
    database.write(
        handle ->
            handle
                .createUpdate(
                    "insert into session (token_hash, kind, key_id, created_at, expires_at)"
                        + " select :hash, :kind, id, :createdAt, :expiresAt from api_key"
                        + " where id = :key")
                .bind("hash", tokenHash)
                .bind("kind", session.kind().name())
                .bind("key", session.key().value())
                .bind("createdAt", session.root().toEpochMilli())
                .bind("expiresAt", session.expiresAt().toEpochMilli())
                .execute());
  }

  @Override
  public Optional<Session> find(byte[] tokenHash, Kind kind, Instant now) {
    return database.read(handle -> find(handle, tokenHash, kind, now));
  }

  @Override
  public Optional<Session> take(byte[] tokenHash, Kind kind, Instant now) {
    return database.write(
        handle -> {
          Optional<Session> found = find(handle, tokenHash, kind, now);
          handle
              .createUpdate("delete from session where token_hash = :hash and kind = :kind")
              .bind("hash", tokenHash)
              .bind("kind", kind.name())
              .execute();
          return found;
        });
  }

  @Override
  public void goOn(byte[] tokenHash, Instant root) {
    database.write(
        handle ->
            handle
                .createUpdate("update session set created_at = :root where token_hash = :hash")
                .bind("root", root.toEpochMilli())
                .bind("hash", tokenHash)
                .execute());
  }

  @Override
  public void removeAll(OwnerId owner) {
    database.write(
        handle ->
            handle
                .createUpdate(
                    "delete from session where key_id in"
                        + " (select id from api_key where owner_id = :owner)")
                .bind("owner", owner.value())
                .execute());
  }

  @Override
  public void removeAll(MemberId member) {
    database.write(
        handle ->
            handle
                .createUpdate(
                    "delete from session where key_id in"
                        + " (select id from api_key where member_id = :member)")
                .bind("member", member.value())
                .execute());
  }

  @Override
  public void removeAll(KeyId key) {
    database.write(
        handle ->
            handle
                .createUpdate("delete from session where key_id = :key")
                .bind("key", key.value())
                .execute());
  }

  @Override
  public void removeExpired(Instant now) {
    database.write(
        handle ->
            handle
                .createUpdate("delete from session where expires_at <= :now")
                .bind("now", now.toEpochMilli())
                .execute());
  }

  private static Optional<Session> find(Handle handle, byte[] tokenHash, Kind kind, Instant now) {
    return handle
        .createQuery(
            "select key_id, created_at, expires_at from session"
                + " where token_hash = :hash and kind = :kind and expires_at > :now")
        .bind("hash", tokenHash)
        .bind("kind", kind.name())
        .bind("now", now.toEpochMilli())
        .map(
            (row, context) ->
                new Session(
                    kind,
                    new KeyId(row.getString("key_id")),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    Instant.ofEpochMilli(row.getLong("expires_at"))))
        .findOne();
  }
}
