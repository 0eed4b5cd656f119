package dev.kasava.keys.remote;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.MemberShape;
import dev.kasava.keys.wire.RateLimitShape;
import dev.kasava.keys.wire.UsageShape;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The verbs as the holder of a key uses them, on a server or on the data folder itself. Every
 * method may block, and throw {@link KeysFailure}.
 */
public interface Keys extends AutoCloseable {
  /**
   * @param expiresAt RFC 3339; null for never
   * @param scopes null for the default
   * @param rateLimit null for that of the key in use, if it has one
   * @param member the id of the member whose it is to be; null for the caller's own
   */
  record NewKey(
      String name,
      @Nullable String expiresAt,
      @Nullable List<String> scopes,
      boolean claim,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable RateLimitShape rateLimit,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String member) {
    /** A key of the caller's own, without a word about a limit. */
    public NewKey(
        String name, @Nullable String expiresAt, @Nullable List<String> scopes, boolean claim) {
      this(name, expiresAt, scopes, claim, null, null);
    }
  }

  /**
   * @param expiresAt RFC 3339; null leaves the expiry as it is
   * @param untilFirstUse whether the old secret lives on until the new one was accepted once
   */
  record Regeneration(
      long overlapSeconds,
      boolean claim,
      @Nullable String expiresAt,
      boolean revokeNow,
      boolean untilFirstUse) {}

  /**
   * @param name null leaves it as it is
   * @param changesExpiry whether {@code expiresAt} counts
   * @param expiresAt RFC 3339; null for never
   * @param changesLimit whether {@code rateLimit} counts
   * @param rateLimit null for none
   */
  record Change(
      @Nullable String name,
      boolean changesExpiry,
      @Nullable String expiresAt,
      boolean changesLimit,
      @Nullable RateLimitShape rateLimit) {
    /** One that leaves the limit as it is. */
    public Change(@Nullable String name, boolean changesExpiry, @Nullable String expiresAt) {
      this(name, changesExpiry, expiresAt, false, null);
    }
  }

  KeyListShape list(String search, @Nullable String cursor, int limit);

  KeyShape read(String id);

  IssueShape create(NewKey key);

  IssueShape claim(String id);

  /** What waits to be claimed, left for a person to claim by its link. */
  IssueShape unclaimed(String id);

  IssueShape regenerate(String id, Regeneration regeneration);

  KeyShape update(String id, Change change);

  void delete(String id);

  /** What {@link #deleteWithDescendants} would delete besides the key, all on one page. */
  KeyListShape descendants(String id);

  /** Deletes a key, those that it created, those that they created, and so on; or none of them. */
  void deleteWithDescendants(String id);

  UsageShape usage(String id, @Nullable String timeZone);

  IdentityShape whoAmI();

  MemberShape.Team team();

  MemberShape addMember(String name, String role);

  /**
   * @param name null leaves it as it is
   * @param role null leaves it as it is
   */
  MemberShape updateMember(String id, @Nullable String name, @Nullable String role);

  /**
   * @param keys what becomes of their keys: delete, owner, or the id of another member; null where
   *     there are none
   */
  void removeMember(String id, @Nullable String keys);

  /** A link that signs the caller in to the page, once, within ten minutes. */
  URI signInLink();

  @Override
  void close();
}
