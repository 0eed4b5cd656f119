package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeptSecret;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.store.PepperCheck;
import dev.kasava.keys.store.SecretLife;
import dev.kasava.keys.store.StoredSecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Look-ups in one transaction. */
class SqlKeyReader extends SqlTeamReader implements KeyReader {
  private static final String SUMMARY =
      "select k.*, u.last_used_at, u.last_client from api_key k"
          + " left join usage_total u on u.key_id = k.id";

  private static final String SECRET =
      "select s.digest, s.pepper_version, s.key_id, s.owner_id, s.live_until, s.is_successor,"
          + " s.ended_at, s.ended_reason, (select max(o.live_until) from secret o"
          + " where o.key_id = s.key_id and o.ended_reason is null) as elder_until,"
          + " k.name, k.scopes, k.expires_at, k.limit_requests, k.limit_seconds from secret s"
          + " left join api_key k on k.id = s.key_id";

  SqlKeyReader(Handle handle) {
    super(handle);
  }

  @Override
  public Optional<KeySummary> key(KeyId id) {
    return handle
        .createQuery(SUMMARY + " where k.id = :id")
        .bind("id", id.value())
        .map((row, context) -> Rows.summary(row))
        .findOne();
  }

  @Override
  public List<KeySummary> keysOf(MemberId member, int most) {
    return some(" where k.member_id = :of order by k.id limit :most", member.value(), most);
  }

  @Override
  public List<KeySummary> children(KeyId key, int most) {
    return some(" where k.parent_id = :of order by k.id limit :most", key.value(), most);
  }

  private List<KeySummary> some(String which, String of, int most) {
    return handle
        .createQuery(SUMMARY + which)
        .bind("of", of)
        .bind("most", most)
        .map((row, context) -> Rows.summary(row))
        .list();
  }

  @Override
  public Optional<ApiKey> keyNamed(OwnerId owner, KeyName name) {
    return handle
        .createQuery("select * from api_key where owner_id = :owner and name = :name")
        .bind("owner", owner.value())
        .bind("name", name.text())
        .map((row, context) -> Rows.key(row))
        .findOne();
  }

  @Override
  public KeyPage keys(KeyQuery query) {
    List<KeySummary> found = new ListSql(handle, query).read();
    boolean more = found.size() > query.limit();
    return new KeyPage(more ? found.subList(0, query.limit()) : found, more);
  }

  @Override
  public List<LiveSecret> liveSecrets(KeyId key, Instant now) {
    return handle
        .createQuery(
            "select created_at, live_until, is_successor, last_used_at from secret where key_id ="
                + " :key and ended_at is null and (live_until is null or live_until > :now) order"
                + " by created_at desc")
        .bind("key", key.value())
        .bind("now", now.toEpochMilli())
        .map((row, context) -> Rows.liveSecret(row))
        .list();
  }

  @Override
  public Optional<StoredSecret> secret(KeyDigest digest) {
    return handle
        .createQuery(SECRET + " where s.digest = :digest and s.pepper_version = :version")
        .bind("digest", digest.bytes())
        .bind("version", digest.pepperVersion())
        .map((row, context) -> Rows.secret(row))
        .findOne();
  }

  @Override
  public List<Found> secretsAfter(@Nullable KeyDigest after, int most) {
    return handle
        .createQuery(
            SECRET
                + " where (s.digest, s.pepper_version) > (:digest, :version) and s.ended_at is null"
                + " and k.id is not null order by s.digest, s.pepper_version limit :most")
        .bind("digest", after == null ? new byte[0] : after.bytes())
        .bind("version", after == null ? 0 : after.pepperVersion())
        .bind("most", most)
        .map((row, context) -> new Found(Rows.digest(row), Rows.secret(row)))
        .list();
  }

  @Override
  public List<KeyDigest> digests(KeyId key) {
    return handle
        .createQuery("select digest, pepper_version from secret where key_id = :key")
        .bind("key", key.value())
        .map((row, context) -> Rows.digest(row))
        .list();
  }

  @Override
  public void digests(Consumer<KeyDigest> each) {
    handle
        .createQuery("select digest, pepper_version from secret")
        .map((row, context) -> Rows.digest(row))
        .forEach(each);
  }

  @Override
  public long secrets() {
    return one("select count(*) from secret");
  }

  @Override
  public boolean hasForeign() {
    return handle
        .createQuery("select exists (select 1 from secret where is_foreign = 1)")
        .mapTo(Boolean.class)
        .one();
  }

  @Override
  public List<KeptSecret> keptSecrets(KeyId key, Instant now) {
    return handle
        .createQuery(
            "select digest, pepper_version, is_foreign, created_at, live_until from secret where"
                + " key_id = :key and ended_at is null and (live_until is null or live_until >"
                + " :now) order by live_until is not null, is_successor desc, created_at desc")
        .bind("key", key.value())
        .bind("now", now.toEpochMilli())
        .map((row, context) -> Rows.keptSecret(row))
        .list();
  }

  @Override
  public List<SecretLife> lives(KeyId key) {
    return handle
        .createQuery(
            "select created_at, live_until from secret where key_id = :key and ended_at is null"
                + " order by created_at")
        .bind("key", key.value())
        .map(
            (row, context) ->
                new SecretLife(
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    Rows.instant(row, "live_until")))
        .list();
  }

  @Override
  public List<PepperCheck> pepperChecks() {
    return handle
        .createQuery("select version, check_value from pepper order by version")
        .map((row, context) -> new PepperCheck(row.getInt("version"), row.getString("check_value")))
        .list();
  }

  @Override
  public long secretsUnder(int pepperVersion, Instant now) {
    return handle
        .createQuery(
            "select count(*) from secret where pepper_version = :version and ended_at is null"
                + " and (live_until is null or live_until > :now)")
        .bind("version", pepperVersion)
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .one();
  }

  @Override
  public Changes changesSince(long sequence) {
    long latest = latestChange();
    if (!reachesBackTo(sequence, latest)) {
      return new Changes(List.of(), latest, false);
    }
    List<Changes.Changed> keys =
        handle
            .createQuery(
                "select distinct key_id, owner_id from key_change where sequence > :sequence")
            .bind("sequence", sequence)
            .map((row, context) -> changed(row))
            .list();
    return new Changes(keys, latest, true);
  }

  private long latestChange() {
    return one("select coalesce(max(sequence), 0) from key_change");
  }

  private boolean reachesBackTo(long sequence, long latest) {
    boolean isCut = one("select coalesce(min(sequence), 0) from key_change") > sequence + 1;
    // As when an older copy of the database was put in the place of this one.
    boolean isBehind = latest < sequence;
    return !isCut && !isBehind;
  }

  @Override
  public Changes changesAfter(@Nullable Long after, @Nullable OwnerId owner, int limit) {
    long latest = latestChange();
    if (after != null && !reachesBackTo(after, latest)) {
      return new Changes(List.of(), latest, false);
    }
    List<Long> sequences = new ArrayList<>();
    Set<Changes.Changed> keys = new LinkedHashSet<>();
    handle
        .createQuery(
            "select sequence, key_id, owner_id from key_change where sequence > :sequence and"
                + " (cast(:owner as text) is null or owner_id = :owner) order by sequence limit"
                + " :limit")
        .bind("sequence", after == null ? 0 : after)
        .bind("owner", owner == null ? null : owner.value())
        .bind("limit", limit)
        .map(
            (row, context) -> {
              sequences.add(row.getLong("sequence"));
              return changed(row);
            })
        .forEach(keys::add);
    return new Changes(
        List.copyOf(keys), sequences.size() < limit ? latest : sequences.getLast(), true);
  }

  private static Changes.Changed changed(ResultSet row) throws SQLException {
    return new Changes.Changed(
        new KeyId(row.getString("key_id")), new OwnerId(row.getString("owner_id")));
  }

  @Override
  public List<AuditEntry> audit(AuditQuery query) {
    KeyId key = query.key();
    Query statement =
        handle.createQuery(
            "select a.*, k.name as actor_name from audit a"
                + " left join api_key k on k.id = a.actor_key_id"
                + " where a.owner_id = :owner and a.sequence < :before"
                + (key == null ? "" : " and a.subject_id = :key")
                + " order by a.sequence desc limit :limit");
    if (key != null) {
      statement.bind("key", key.value());
    }
    return statement
        .bind("owner", query.owner().value())
        .bind("before", query.before())
        .bind("limit", query.limit())
        .map(
            (row, context) ->
                new AuditEntry(
                    row.getLong("sequence"), Rows.audit(row), row.getString("actor_name")))
        .list();
  }

  private long one(String sql) {
    return handle.createQuery(sql).mapTo(Long.class).one();
  }
}
