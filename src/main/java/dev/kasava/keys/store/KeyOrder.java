package dev.kasava.keys.store;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** In which order keys are listed; where two are alike, their ids decide. */
public enum KeyOrder {
  NEWEST("newest"),
  OLDEST("oldest"),
  NAME("name"),
  NAME_REVERSED("name-reversed"),
  /** The one used last comes first; those never used come last. */
  LAST_USED("last-used"),
  /** The other way round. */
  LONGEST_UNUSED("longest-unused"),
  /** The one that expires first comes first; those that never expire come last. */
  EXPIRY("expiry"),
  /** The other way round. */
  EXPIRY_REVERSED("expiry-reversed");

  /** Where keys stand that never expire. */
  public static final long NEVER = Long.MAX_VALUE;

  private final String code;

  KeyOrder(String code) {
    this.code = code;
  }

  /** The name that programs see. */
  public String code() {
    return code;
  }

  public static Optional<KeyOrder> ofCode(String code) {
    return Arrays.stream(values()).filter(order -> order.code.equals(code)).findFirst();
  }

  /** Where a key stands in this order. */
  public KeyQuery.Position positionOf(KeySummary summary) {
    ApiKey key = summary.key();
    Instant lastUsed = summary.lastUsedAt();
    Instant expiry = key.expiresAt();
    return switch (this) {
      case NEWEST, OLDEST -> new KeyQuery.Position(key.createdAt(), key.id());
      case NAME, NAME_REVERSED -> new KeyQuery.Position(0, key.name().text(), key.id());
      case LAST_USED, LONGEST_UNUSED ->
          new KeyQuery.Position(lastUsed == null ? 0 : lastUsed.toEpochMilli(), "", key.id());
      case EXPIRY, EXPIRY_REVERSED ->
          new KeyQuery.Position(expiry == null ? NEVER : expiry.toEpochMilli(), "", key.id());
    };
  }
}
