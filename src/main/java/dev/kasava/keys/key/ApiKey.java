package dev.kasava.keys.key;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A named grant to one owner. It outlives its secrets, and knows of them no more than the last four
 * characters of the newest.
 *
 * @param parent the key that created it; null when an operator or the first start did
 * @param createdBy the client through which it was created
 * @param secret the newest live secret; null when there is none
 * @param expiresAt null when it never expires
 * @param rateLimit null when it has none
 * @param claimBy while no secret was ever claimed, when the key lapses; null afterwards
 * @param replacement a regeneration that waits for its claim; null when there is none
 * @param member whose it is; null when it acts for the owner itself
 */
public record ApiKey(
    KeyId id,
    OwnerId owner,
    KeyName name,
    Scopes scopes,
    Instant createdAt,
    @Nullable KeyId parent,
    Client createdBy,
    @Nullable SecretInfo secret,
    @Nullable Instant expiresAt,
    @Nullable RateLimit rateLimit,
    @Nullable Instant claimBy,
    @Nullable Replacement replacement,
    @Nullable MemberId member) {

  /** How long before its expiry a key is called expiring soon. */
  public static final Duration EXPIRING_SOON = Duration.ofDays(7);

  /** How long a pending key or a pending replacement waits for its claim. */
  public static final Duration CLAIM_WINDOW = Duration.ofHours(1);

  /**
   * What may be known of a live secret.
   *
   * @param lastFour its last four characters; empty for one that was made elsewhere, of whose text
   *     nothing is known
   */
  public record SecretInfo(String lastFour, Instant createdAt) {
    /** One that was made elsewhere. */
    public static SecretInfo foreign(Instant createdAt) {
      return new SecretInfo("", createdAt);
    }

    public boolean isForeign() {
      return lastFour.isEmpty();
    }
  }

  /**
   * A regeneration that waits for its claim.
   *
   * @param overlap how long the old secret lives on after the claim
   * @param newExpiry the expiry that the claim sets; null leaves it as it is
   * @param requestedBy the client that asked
   * @param claimBy when it lapses
   */
  public record Replacement(
      Overlap overlap,
      @Nullable Instant newExpiry,
      Client requestedBy,
      Instant requestedAt,
      Instant claimBy) {}

  public KeyStatus status(Instant now) {
    if (isExpired(now)) {
      return KeyStatus.EXPIRED;
    }
    if (secret == null) {
      return KeyStatus.PENDING;
    }
    return expiresAt != null && !expiresAt.minus(EXPIRING_SOON).isAfter(now)
        ? KeyStatus.EXPIRING_SOON
        : KeyStatus.ACTIVE;
  }

  public boolean isExpired(Instant now) {
    return expiresAt != null && !expiresAt.isAfter(now);
  }

  /** Whether it was never claimed and its time to be claimed is over. */
  public boolean hasLapsed(Instant now) {
    return claimBy != null && !claimBy.isAfter(now);
  }

  /** Whether it still waits for its first claim. */
  public boolean awaitsFirstClaim(Instant now) {
    return claimBy != null && claimBy.isAfter(now);
  }

  /** The replacement that can be claimed now; null when there is none or it has lapsed. */
  public @Nullable Replacement openReplacement(Instant now) {
    return replacement != null && replacement.claimBy().isAfter(now) ? replacement : null;
  }

  /** Whether a claim would succeed now, the claimer's rights apart. */
  public boolean isClaimable(Instant now) {
    return awaitsFirstClaim(now) || openReplacement(now) != null;
  }

  public ApiKey withName(KeyName newName) {
    return new ApiKey(
        id,
        owner,
        newName,
        scopes,
        createdAt,
        parent,
        createdBy,
        secret,
        expiresAt,
        rateLimit,
        claimBy,
        replacement,
        member);
  }

  public ApiKey withExpiry(@Nullable Instant newExpiry) {
    return new ApiKey(
        id,
        owner,
        name,
        scopes,
        createdAt,
        parent,
        createdBy,
        secret,
        newExpiry,
        rateLimit,
        claimBy,
        replacement,
        member);
  }

  public ApiKey withRateLimit(@Nullable RateLimit newLimit) {
    return new ApiKey(
        id,
        owner,
        name,
        scopes,
        createdAt,
        parent,
        createdBy,
        secret,
        expiresAt,
        newLimit,
        claimBy,
        replacement,
        member);
  }

  /** After a claim: nothing is pending any more. */
  public ApiKey withSecret(SecretInfo newSecret) {
    return new ApiKey(
        id, owner, name, scopes, createdAt, parent, createdBy, newSecret, expiresAt, rateLimit,
        null, null, member);
  }

  public ApiKey withoutSecret() {
    return new ApiKey(
        id,
        owner,
        name,
        scopes,
        createdAt,
        parent,
        createdBy,
        null,
        expiresAt,
        rateLimit,
        claimBy,
        replacement,
        member);
  }

  public ApiKey withReplacement(@Nullable Replacement newReplacement) {
    return new ApiKey(
        id,
        owner,
        name,
        scopes,
        createdAt,
        parent,
        createdBy,
        secret,
        expiresAt,
        rateLimit,
        claimBy,
        newReplacement,
        member);
  }

  /**
   * The same key in another's hands, without the right to manage keys: whoever had it may still
   * know its secret, and would have the other's role with it.
   *
   * @param newMember null for the owner itself
   */
  public ApiKey handedTo(@Nullable MemberId newMember) {
    return new ApiKey(
        id,
        owner,
        name,
        new Scopes(
            scopes.sorted().stream().filter(scope -> !scope.equals(Scope.KEYS_WRITE)).toList()),
        createdAt,
        parent,
        createdBy,
        secret,
        expiresAt,
        rateLimit,
        claimBy,
        replacement,
        newMember);
  }
}
