package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.PepperCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Changes in one transaction, and whether any of them concerns a key that others remember. */
final class SqlKeyWriter extends SqlKeyReader implements KeyWriter {
  private static final List<String> KEY_COLUMNS =
      List.of(
          "id",
          "owner_id",
          "name",
          "scopes",
          "created_at",
          "parent_id",
          "created_by",
          "last_four",
          "secret_created_at",
          "expires_at",
          "limit_requests",
          "limit_seconds",
          "claim_by",
          "replacement_overlap",
          "replacement_expires_at",
          "replacement_requested_by",
          "replacement_requested_at",
          "replacement_claim_by",
          "replacement_until_first_use",
          "member_id");

  private static final String INSERT_KEY =
      "insert into api_key ("
          + String.join(", ", KEY_COLUMNS)
          + ") values (:"
          + String.join(", :", KEY_COLUMNS)
          + ")";

  private static final String UPDATE_KEY =
      "update api_key set "
          + String.join(
              ", ", KEY_COLUMNS.stream().skip(1).map(column -> column + " = :" + column).toList())
          + " where id = :id";

  private static final List<String> USE_TABLES =
      List.of("usage_quarter", "usage_day", "usage_total", "key_host", "session");

  private final SqlTeamWriter team;
  private final SqlSecretWriter secrets;
  private final SqlChangeLog changes;
  private final SqlAuditWriter audit;
  private final SqlWordWriter words;

  SqlKeyWriter(Handle handle) {
    super(handle);
    this.team = new SqlTeamWriter(handle);
    this.secrets = new SqlSecretWriter(handle);
    this.changes = new SqlChangeLog(handle);
    this.audit = new SqlAuditWriter(handle);
    this.words = new SqlWordWriter(handle);
  }

  boolean changedKeys() {
    return changes.isChanged();
  }

  @Override
  public void addOwner(Owner owner) {
    team.addOwner(owner);
  }

  @Override
  public void updateOwner(Owner owner) {
    team.updateOwner(owner);
    changes.noteElse();
  }

  @Override
  public void removeOwner(OwnerId id) {
    team.removeOwner(id);
    changes.noteElse();
  }

  @Override
  public void addMember(Member member) {
    team.addMember(member);
  }

  @Override
  public void updateMember(Member member) {
    team.updateMember(member);
    changes.noteElse();
  }

  @Override
  public void removeMember(MemberId id) {
    team.removeMember(id);
    changes.noteElse();
  }

  @Override
  public void addPepper(PepperCheck check, Instant now) {
    new SqlPepperWriter(handle).add(check, now);
  }

  @Override
  public long removePepper(int version, Instant now) {
    long needed = secretsUnder(version, now);
    if (needed == 0) {
      new SqlPepperWriter(handle).remove(version);
    }
    return needed;
  }

  @Override
  public void renewDigest(KeyDigest old, KeyDigest renewed) {
    secrets.renew(old, renewed).ifPresent(changes::note);
  }

  @Override
  public void addKey(ApiKey key) {
    bind(handle.createUpdate(INSERT_KEY), key).execute();
    handle
        .createUpdate(
            "insert into usage_total (key_id, owner_id, accepted, rejected)"
                + " values (:key, :owner, 0, 0)")
        .bind("key", key.id().value())
        .bind("owner", key.owner().value())
        .execute();
    words.add(key);
    changes.note(key.id());
  }

  @Override
  public void updateKey(ApiKey key) {
    bind(handle.createUpdate(UPDATE_KEY), key).execute();
    words.remove(key.id());
    words.add(key);
    changes.note(key.id());
  }

  @Override
  public void deleteKey(KeyId id, Instant now) {
    secrets.endOfDeleted(id, now);
    words.remove(id);
    for (String table : USE_TABLES) {
      handle
          .createUpdate("delete from " + table + " where key_id = :key")
          .bind("key", id.value())
          .execute();
    }
    changes.note(id);
    handle.createUpdate("delete from api_key where id = :key").bind("key", id.value()).execute();
  }

  @Override
  public void addSecret(KeyId key, KeyDigest digest, Instant createdAt) {
    secrets.add(key, digest, createdAt);
    changes.note(key);
  }

  @Override
  public void addForeign(KeyId key, KeyDigest digest, Instant createdAt) {
    secrets.addForeign(key, digest, createdAt);
    changes.note(key);
  }

  @Override
  public void addSuccessor(KeyId key, KeyDigest digest, Instant createdAt) {
    secrets.addSuccessor(key, digest, createdAt);
    changes.note(key);
  }

  @Override
  public boolean keepUsedSecret(KeyId key, Instant now) {
    changes.note(key);
    return secrets.keepUsed(key, now);
  }

  @Override
  public boolean noteFirstUse(KeyDigest digest, Instant now) {
    Optional<KeyId> key = secrets.noteFirstUse(digest, now);
    key.ifPresent(changes::note);
    return key.isPresent();
  }

  @Override
  public Optional<KeyId> endLeaked(KeyDigest digest, Instant now) {
    Optional<KeyId> key = secrets.endLeaked(digest, now);
    key.ifPresent(changes::note);
    return key;
  }

  @Override
  public boolean hasLiveSecret(KeyId key, Instant now) {
    return secrets.hasLive(key, now);
  }

  @Override
  public void endSecrets(KeyId key, Instant now) {
    secrets.endAll(key, now);
    changes.note(key);
  }

  @Override
  public void limitSecrets(KeyId key, Instant until, Instant now) {
    secrets.limit(key, until, now);
    changes.note(key);
  }

  @Override
  public int removeLapsed(Instant now) {
    List<KeyId> lapsed =
        handle
            .createQuery("select id from api_key where claim_by <= :now")
            .bind("now", now.toEpochMilli())
            .map((row, context) -> new KeyId(row.getString("id")))
            .list();
    lapsed.forEach(id -> deleteKey(id, now));
    return lapsed.size();
  }

  @Override
  public void audit(AuditRecord entry) {
    audit.add(entry);
  }

  @Override
  public int removeAudit(Instant before, int most) {
    return audit.remove(before, most);
  }

  @Override
  public int removeEnded(Instant before, int most) {
    return secrets.removeEnded(before, most);
  }

  private static Update bind(Update update, ApiKey key) {
    KeyId parent = key.parent();
    MemberId member = key.member();
    ApiKey.SecretInfo secret = key.secret();
    RateLimit limit = key.rateLimit();
    ApiKey.@Nullable Replacement pending = key.replacement();
    return update
        .bind("id", key.id().value())
        .bind("owner_id", key.owner().value())
        .bind("name", key.name().text())
        .bind("scopes", key.scopes().toString())
        .bind("created_at", key.createdAt().toEpochMilli())
        .bind("parent_id", parent == null ? null : parent.value())
        .bind("created_by", key.createdBy().code())
        .bind("last_four", secret == null ? null : secret.lastFour())
        .bind("secret_created_at", secret == null ? null : Rows.millis(secret.createdAt()))
        .bind("member_id", member == null ? null : member.value())
        .bind("expires_at", Rows.millis(key.expiresAt()))
        .bind("limit_requests", limit == null ? null : limit.requests())
        .bind("limit_seconds", limit == null ? null : limit.window().toSeconds())
        .bind("claim_by", Rows.millis(key.claimBy()))
        .bind("replacement_overlap", pending == null ? null : seconds(pending.overlap()))
        .bind("replacement_expires_at", pending == null ? null : Rows.millis(pending.newExpiry()))
        .bind("replacement_requested_by", pending == null ? null : pending.requestedBy().code())
        .bind(
            "replacement_requested_at", pending == null ? null : Rows.millis(pending.requestedAt()))
        .bind("replacement_claim_by", pending == null ? null : Rows.millis(pending.claimBy()))
        .bind(
            "replacement_until_first_use",
            pending != null && pending.overlap() instanceof Overlap.UntilFirstUse ? 1 : 0);
  }

  private static long seconds(Overlap overlap) {
    return switch (overlap) {
      case Overlap.For(Duration time) -> time.toSeconds();
      case Overlap.UntilFirstUse untilFirstUse -> 0;
    };
  }
}
