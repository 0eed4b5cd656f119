package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The digests of a key's secrets, in one transaction. */
final class SqlSecretWriter {
  // An overlap that is over already ended when it was over.
  private static final String END =
      "update secret set ended_reason = :reason, ended_at ="
          + " case when live_until < :now then live_until else :now end"
          + " where key_id = :key and ended_reason is null";

  private static final String THIS = "digest = :digest and pepper_version = :version";

  private final Handle handle;

  SqlSecretWriter(Handle handle) {
    this.handle = handle;
  }

  void add(KeyId key, KeyDigest digest, Instant createdAt) {
    add(key, digest, createdAt, false, false);
  }

  void addSuccessor(KeyId key, KeyDigest digest, Instant createdAt) {
    add(key, digest, createdAt, true, false);
  }

  void addForeign(KeyId key, KeyDigest digest, Instant createdAt) {
    add(key, digest, createdAt, false, true);
  }

  private void add(
      KeyId key, KeyDigest digest, Instant createdAt, boolean isSuccessor, boolean isForeign) {
    handle
        .createUpdate(
            "insert into secret (digest, pepper_version, key_id, owner_id, created_at,"
                + " is_successor, is_foreign) select :digest, :version, id, owner_id, :createdAt,"
                + " :successor, :foreign from api_key where id = :key")
        .bind("digest", digest.bytes())
        .bind("version", digest.pepperVersion())
        .bind("key", key.value())
        .bind("createdAt", createdAt.toEpochMilli())
        .bind("successor", isSuccessor ? 1 : 0)
        .bind("foreign", isForeign ? 1 : 0)
        .execute();
  }

  void endAll(KeyId key, Instant now) {
    end(END, key, now);
  }

  private void end(String sql, KeyId key, Instant now) {
    handle
        .createUpdate(sql)
        .bind("now", now.toEpochMilli())
        .bind("reason", Ended.REGENERATED.name())
        .bind("key", key.value())
        .execute();
  }

  void limit(KeyId key, Instant until, Instant now) {
    end(END + " and live_until is not null", key, now);
    // What waited for the first use of an unused successor is elder than that.
    end(
        END
            + " and is_successor = 0 and exists (select 1 from secret s where s.key_id = :key"
            + " and s.ended_reason is null and s.is_successor = 1)",
        key,
        now);
    handle
        .createUpdate(
            "update secret set live_until = :until, is_successor = 0"
                + " where key_id = :key and ended_reason is null")
        .bind("until", until.toEpochMilli())
        .bind("key", key.value())
        .execute();
  }

  boolean keepUsed(KeyId key, Instant now) {
    end(END + " and (live_until is not null or is_successor = 1)", key, now);
    return handle
        .createQuery(
            "select exists (select 1 from secret where key_id = :key and ended_reason is null)")
        .bind("key", key.value())
        .mapTo(Boolean.class)
        .one();
  }

  /** Answers the key, if this was a live successor. */
  Optional<KeyId> noteFirstUse(KeyDigest digest, Instant now) {
    Optional<KeyId> key =
        handle
            .createQuery(
                "select key_id from secret where "
                    + THIS
                    + " and ended_reason is null and is_successor = 1")
            .bind("digest", digest.bytes())
            .bind("version", digest.pepperVersion())
            .map((row, context) -> new KeyId(row.getString("key_id")))
            .findOne();
    key.ifPresent(
        id -> {
          handle
              .createUpdate("update secret set is_successor = 0 where " + THIS)
              .bind("digest", digest.bytes())
              .bind("version", digest.pepperVersion())
              .execute();
          handle
              .createUpdate(END + " and not (" + THIS + ")")
              .bind("now", now.toEpochMilli())
              .bind("reason", Ended.REGENERATED.name())
              .bind("key", id.value())
              .bind("digest", digest.bytes())
              .bind("version", digest.pepperVersion())
              .execute();
        });
    return key;
  }

  /** Answers the key, if this was a live secret. */
  Optional<KeyId> endLeaked(KeyDigest digest, Instant now) {
    String live = THIS + " and ended_reason is null and (live_until is null or live_until > :now)";
    Optional<KeyId> key =
        handle
            .createQuery("select key_id from secret where " + live)
            .bind("digest", digest.bytes())
            .bind("version", digest.pepperVersion())
            .bind("now", now.toEpochMilli())
            .map((row, context) -> new KeyId(row.getString("key_id")))
            .findOne();
    key.ifPresent(
        id ->
            handle
                .createUpdate(
                    "update secret set ended_reason = :reason, ended_at = :now where " + THIS)
                .bind("reason", Ended.LEAKED.name())
                .bind("now", now.toEpochMilli())
                .bind("digest", digest.bytes())
                .bind("version", digest.pepperVersion())
                .execute());
    return key;
  }

  boolean hasLive(KeyId key, Instant now) {
    return handle
        .createQuery(
            "select exists (select 1 from secret where key_id = :key and ended_reason is null"
                + " and (live_until is null or live_until > :now))")
        .bind("key", key.value())
        .bind("now", now.toEpochMilli())
        .mapTo(Boolean.class)
        .one();
  }

  void endOfDeleted(KeyId key, Instant now) {
    handle
        .createUpdate(
            "update secret set ended_at = :now, ended_reason = :reason"
                + " where key_id = :key and (ended_reason is null or ended_reason <> :reason)")
        .bind("now", now.toEpochMilli())
        .bind("reason", Ended.DELETED.name())
        .bind("key", key.value())
        .execute();
  }

  /** Answers the key, if this was a secret that did not end, and the new one's pepper is there. */
  Optional<KeyId> renew(KeyDigest old, KeyDigest renewed) {
    Optional<KeyId> key =
        handle
            .createQuery(
                "select key_id from secret where "
                    + THIS
                    + " and ended_at is null and not exists (select 1 from secret where digest ="
                    + " :renewed and pepper_version = :current)"
                    + " and exists (select 1 from pepper where version = :current)")
            .bind("digest", old.bytes())
            .bind("version", old.pepperVersion())
            .bind("renewed", renewed.bytes())
            .bind("current", renewed.pepperVersion())
            .map((row, context) -> new KeyId(row.getString("key_id")))
            .findOne();
    key.ifPresent(
        id ->
            handle
                .createUpdate(
                    "update secret set digest = :renewed, pepper_version = :current where " + THIS)
                .bind("renewed", renewed.bytes())
                .bind("current", renewed.pepperVersion())
                .bind("digest", old.bytes())
                .bind("version", old.pepperVersion())
                .execute());
    return key;
  }

  /** One whose overlap is over ended with it, although nobody noted that. */
  int removeEnded(Instant before, int most) {
    int removed = remove("ended_at < :before", before, most);
    return removed + remove("live_until < :before and ended_at is null", before, most - removed);
  }

  private int remove(String which, Instant before, int most) {
    return handle
        .createUpdate(
            "delete from secret where (digest, pepper_version) in"
                + " (select digest, pepper_version from secret where "
                + which
                + " limit :most)")
        .bind("before", before.toEpochMilli())
        .bind("most", most)
        .execute();
  }
}
