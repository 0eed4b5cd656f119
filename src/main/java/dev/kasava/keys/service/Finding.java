package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.Habits;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a key, and what to do about it; what may mean a leak comes first. */
public enum Finding {
  NEW_HOST(
      "new_host",
      "Used from a host that never used it before. If that is not yours, revoke it now and"
          + " regenerate it.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return habits != null && !habits.newHosts().isEmpty();
    }
  },
  NEW_CLIENT(
      "new_client",
      "Used by a client that never used it before. If that was nobody's intention, regenerate it;"
          + " give the new client a key of its own.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return habits != null && habits.lastBefore() != null && !habits.newClients().isEmpty();
    }
  },
  WOKEN(
      "woken",
      "Used again after 90 days or more of silence. Make sure that you know by whom; regenerate it"
          + " if you do not.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return habits != null
          && habits.lastBefore() != null
          && habits.firstOfWeek() != null
          && !habits.firstOfWeek().isBefore(habits.lastBefore().plus(LONG));
    }
  },
  UNUSUAL_TRAFFIC(
      "unusual_traffic",
      "Used far more in the last 24 hours than usual. Look with its usage which client it is;"
          + " regenerate it if you cannot explain it.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      // Habits are habits only after a week of them, and small numbers jump by themselves.
      return habits != null
          && habits.daysInUse() >= 7
          && habits.lastDay() >= 100
          && habits.lastDay() * Habits.MONTH.toDays() >= habits.monthBefore() * 10;
    }
  },
  EXPIRED("expired", "Expired. Regenerate it with a new expiry, or delete it.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return key.key().status(now) == KeyStatus.EXPIRED;
    }
  },
  EXPIRING("expiring_soon", "Expires within 7 days. Regenerate it with a new expiry.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return key.key().status(now) == KeyStatus.EXPIRING_SOON;
    }
  },
  SHARED("shared", "Used by several clients in 4 weeks. Give each its own key.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return habits != null && habits.clients().size() > 1;
    }
  },
  OLD_SECRET("old_secret", "Its secret is older than 90 days. Regenerate it.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      ApiKey.SecretInfo secret = key.key().secret();
      return secret != null && secret.createdAt().isBefore(now.minus(LONG));
    }
  },
  WIDE("wide_scopes", "May change keys. Narrow keys are safer: use one with fewer scopes.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return key.key().scopes().covers(Scope.KEYS_WRITE);
    }
  },
  UNUSED("unused_90_days", "Not used for 90 days. Delete it if nobody needs it.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      Instant lastUsed = key.lastUsedAt();
      return lastUsed != null && lastUsed.isBefore(now.minus(LONG));
    }
  },
  NEVER_USED("never_used", "Never used. Delete it if nobody needs it.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return key.lastUsedAt() == null;
    }
  },
  NO_EXPIRY("no_expiry", "Never expires. Set an expiry if its use is temporary.") {
    @Override
    boolean applies(KeySummary key, @Nullable Habits habits, Instant now) {
      return key.key().expiresAt() == null;
    }
  };

  private static final Duration LONG = Duration.ofDays(90);

  private final String code;
  private final String remedy;

  Finding(String code, String remedy) {
    this.code = code;
    this.remedy = remedy;
  }

  public String code() {
    return code;
  }

  /** A sentence or two that say what it is and what to do. */
  public String remedy() {
    return remedy;
  }

  /**
   * @param habits null when the key was never used
   */
  abstract boolean applies(KeySummary key, @Nullable Habits habits, Instant now);

  /** All that applies; of an expired key, that it is. */
  static List<Finding> in(KeySummary key, @Nullable Habits habits, Instant now) {
    return EXPIRED.applies(key, habits, now)
        ? List.of(EXPIRED)
        : Arrays.stream(values()).filter(finding -> finding.applies(key, habits, now)).toList();
  }
}
