package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.SecretOverlap;
import dev.kasava.keys.key.Subject;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeptSecret;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.store.StoredSecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** From rows to nouns, and the values that rows hold. */
final class Rows {
  private Rows() {}

  static KeyDigest digest(ResultSet row) throws SQLException {
    return KeyDigest.of(row.getInt("pepper_version"), row.getBytes("digest"));
  }

  static @Nullable Long millis(@Nullable Instant moment) {
    return moment == null ? null : moment.toEpochMilli();
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    long millis = row.getLong(column);
    return row.wasNull() ? null : Instant.ofEpochMilli(millis);
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  static Owner owner(ResultSet row) throws SQLException {
    // Nothing expires after no days at all, so that 0 stands for null.
    int days = row.getInt("usual_expiry");
    return new Owner(
        new OwnerId(row.getString("id")),
        row.getString("name"),
        ZoneId.of(row.getString("time_zone")),
        moment(row, "created_at"),
        days == 0 ? null : days);
  }

  static Member member(ResultSet row) throws SQLException {
    return new Member(
        new MemberId(row.getString("id")),
        new OwnerId(row.getString("owner_id")),
        row.getString("name"),
        Role.ofCode(row.getString("role")).orElse(Role.VIEWER),
        moment(row, "created_at"));
  }

  static Scopes scopes(String text) {
    return new Scopes(
        text.isEmpty()
            ? java.util.List.of()
            : Arrays.stream(text.split(" ")).map(Scope::new).toList());
  }

  static ApiKey key(ResultSet row) throws SQLException {
    String parent = row.getString("parent_id");
    String lastFour = row.getString("last_four");
    String member = row.getString("member_id");
    return new ApiKey(
        new KeyId(row.getString("id")),
        new OwnerId(row.getString("owner_id")),
        new KeyName(row.getString("name")),
        scopes(row.getString("scopes")),
        moment(row, "created_at"),
        parent == null ? null : new KeyId(parent),
        Client.ofCode(row.getString("created_by")),
        lastFour == null ? null : new ApiKey.SecretInfo(lastFour, moment(row, "secret_created_at")),
        instant(row, "expires_at"),
        rateLimit(row),
        instant(row, "claim_by"),
        replacement(row),
        member == null ? null : new MemberId(member));
  }

  private static @Nullable RateLimit rateLimit(ResultSet row) throws SQLException {
    long requests = row.getLong("limit_requests");
    return row.wasNull()
        ? null
        : new RateLimit(requests, Duration.ofSeconds(row.getLong("limit_seconds")));
  }

  private static ApiKey.@Nullable Replacement replacement(ResultSet row) throws SQLException {
    Instant claimBy = instant(row, "replacement_claim_by");
    return claimBy == null
        ? null
        : new ApiKey.Replacement(
            row.getBoolean("replacement_until_first_use")
                ? new Overlap.UntilFirstUse()
                : new Overlap.For(Duration.ofSeconds(row.getLong("replacement_overlap"))),
            instant(row, "replacement_expires_at"),
            Client.ofCode(row.getString("replacement_requested_by")),
            moment(row, "replacement_requested_at"),
            claimBy);
  }

  static KeySummary summary(ResultSet row) throws SQLException {
    String lastClient = row.getString("last_client");
    return new KeySummary(
        key(row),
        instant(row, "last_used_at"),
        lastClient == null ? null : Client.ofCode(lastClient));
  }

  static StoredSecret secret(ResultSet row) throws SQLException {
    KeyId key = new KeyId(row.getString("key_id"));
    String endedReason = row.getString("ended_reason");
    if (endedReason != null) {
      return new StoredSecret.Dead(key, Ended.valueOf(endedReason), moment(row, "ended_at"));
    }
    Grant grant =
        new Grant(
            key,
            new OwnerId(row.getString("owner_id")),
            new KeyName(row.getString("name")),
            scopes(row.getString("scopes")),
            instant(row, "expires_at"),
            rateLimit(row),
            overlap(instant(row, "live_until"), instant(row, "elder_until")));
    return new StoredSecret.Live(grant, instant(row, "live_until"), row.getBoolean("is_successor"));
  }

  private static @Nullable SecretOverlap overlap(@Nullable Instant own, @Nullable Instant elders) {
    if (own != null) {
      return new SecretOverlap(true, own);
    }
    return elders == null ? null : new SecretOverlap(false, elders);
  }

  static LiveSecret liveSecret(ResultSet row) throws SQLException {
    return new LiveSecret(
        moment(row, "created_at"),
        instant(row, "live_until"),
        row.getBoolean("is_successor"),
        instant(row, "last_used_at"));
  }

  static KeptSecret keptSecret(ResultSet row) throws SQLException {
    return new KeptSecret(
        digest(row),
        row.getBoolean("is_foreign"),
        moment(row, "created_at"),
        instant(row, "live_until"));
  }

  static AuditRecord audit(ResultSet row) throws SQLException {
    String actor = row.getString("actor_key_id");
    return new AuditRecord(
        moment(row, "at"),
        new OwnerId(row.getString("owner_id")),
        actor == null ? null : new KeyId(actor),
        row.getString("door"),
        Client.ofCode(row.getString("client")),
        AuditRecord.Action.ofCode(row.getString("action")),
        Subject.of(row.getString("subject_id")),
        row.getString("subject_name"),
        row.getString("details"));
  }
}
