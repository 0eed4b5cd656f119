package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.usage.UsageMeter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through the caller's keys for what deserves attention. */
public final class AuditKeys {
  private static final Duration LONG = Duration.ofDays(90);

  /** What can be wrong with a key, and what to do about it. */
  public enum Finding {
    NEVER_USED("never_used", "Never used. Delete it if nobody needs it."),
    UNUSED("unused_90_days", "Not used for 90 days. Delete it if nobody needs it."),
    NO_EXPIRY("no_expiry", "Never expires. Set an expiry if its use is temporary."),
    EXPIRING("expiring_soon", "Expires within 7 days. Regenerate it with a new expiry."),
    EXPIRED("expired", "Expired. Regenerate it with a new expiry, or delete it."),
    OLD_SECRET("old_secret", "Its secret is older than 90 days. Regenerate it."),
    SHARED("shared", "Used by several clients this month. Give each its own key."),
    WIDE("wide_scopes", "May change keys. Narrow keys are safer: use one with fewer scopes.");

    private final String code;
    private final String remedy;

    Finding(String code, String remedy) {
      this.code = code;
      this.remedy = remedy;
    }

    public String code() {
      return code;
    }

    /** A sentence that says what it is and what to do. */
    public String remedy() {
      return remedy;
    }
  }

  /**
   * @param findings at least one
   */
  public record Result(KeySummary key, List<Finding> findings) {}

  private final KeyStore store;
  private final UsageStore usage;
  private final UsageMeter meter;
  private final InstantSource clock;

  public AuditKeys(KeyStore store, UsageStore usage, UsageMeter meter, InstantSource clock) {
    this.store = store;
    this.usage = usage;
    this.meter = meter;
    this.clock = clock;
  }

  /** The keys with findings, newest first. */
  public Outcome<List<Result>> audit(Caller caller) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    meter.flush();
    Instant now = Rules.now(clock);
    List<Result> results = new ArrayList<>();
    KeyPage page = page(caller, null, now);
    while (true) {
      for (KeySummary summary : page.keys()) {
        List<Finding> findings = findings(summary, now);
        if (!findings.isEmpty()) {
          results.add(new Result(summary, findings));
        }
      }
      if (!page.more()) {
        return Outcome.done(results);
      }
      ApiKey last = page.keys().getLast().key();
      page = page(caller, new KeyQuery.Position(last.createdAt(), last.id()), now);
    }
  }

  private KeyPage page(
      Caller caller, KeyQuery.@org.jspecify.annotations.Nullable Position after, Instant now) {
    KeyQuery query = new KeyQuery(caller.owner(), "", after, KeyQuery.MOST, now);
    return store.read(reader -> reader.keys(query));
  }

  private List<Finding> findings(KeySummary summary, Instant now) {
    ApiKey key = summary.key();
    List<Finding> findings = new ArrayList<>();
    KeyStatus status = key.status(now);
    if (status == KeyStatus.EXPIRED) {
      return List.of(Finding.EXPIRED);
    }
    if (status == KeyStatus.EXPIRING_SOON) {
      findings.add(Finding.EXPIRING);
    }
    if (key.expiresAt() == null) {
      findings.add(Finding.NO_EXPIRY);
    }
    Instant lastUsed = summary.lastUsedAt();
    if (lastUsed == null) {
      findings.add(Finding.NEVER_USED);
    } else if (lastUsed.isBefore(now.minus(LONG))) {
      findings.add(Finding.UNUSED);
    } else if (isShared(summary, now)) {
      findings.add(Finding.SHARED);
    }
    ApiKey.SecretInfo secret = key.secret();
    if (secret != null && secret.createdAt().isBefore(now.minus(LONG))) {
      findings.add(Finding.OLD_SECRET);
    }
    if (key.scopes().covers(Scope.KEYS_WRITE)) {
      findings.add(Finding.WIDE);
    }
    return findings;
  }

  private boolean isShared(KeySummary summary, Instant now) {
    Usage used = usage.usage(summary.key().id(), ZoneOffset.UTC, now);
    return used.byClient().stream().filter(client -> client.requests() > 0).count() > 1;
  }
}
