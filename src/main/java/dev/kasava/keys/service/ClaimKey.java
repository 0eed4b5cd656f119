package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Generates the secret of a pending key or of a pending replacement, once. */
public final class ClaimKey {
  private final KeysToChange keys;
  private final Mint mint;

  public ClaimKey(KeyStore store, Mint mint, InstantSource clock) {
    this.keys = new KeysToChange(store, clock);
    this.mint = mint;
  }

  public Outcome<Issue.Claimed> claim(Caller caller, KeyId id) {
    return keys.change(caller, id, (writer, summary, now) -> claim(writer, caller, summary, now));
  }

  /**
   * What waits to be claimed, left for a person to claim on the page. Refused where nothing waits.
   */
  public Outcome<Issue.Pending> leave(Caller caller, KeyId id) {
    return keys.ask(
        caller,
        id,
        (reader, summary, now) ->
            unclaimable(summary.key(), granted(summary.key(), now), now)
                .map(Outcome::<Issue.Pending>refused)
                .orElseGet(() -> Outcome.done(new Issue.Pending(summary))));
  }

  private Outcome<Issue.Claimed> claim(
      KeyWriter writer, Caller caller, KeySummary summary, Instant now) {
    ApiKey key = summary.key();
    ApiKey.Replacement replacement = key.openReplacement(now);
    ApiKey granted = granted(key, now);
    Optional<Refusal> unfit =
        unclaimable(key, granted, now)
            .or(
                () ->
                    caller.exceededBy(granted.scopes(), granted.expiresAt(), granted.rateLimit()));
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    Mint.Minted minted =
        replacement == null
            ? mint.mint(writer, granted, now)
            : mint.replace(writer, key, granted, replacement.overlap(), now);
    writer.audit(
        Rules.audit(
            caller,
            replacement == null ? Action.CLAIMED : Action.REGENERATED,
            minted.key(),
            "",
            now));
    return Outcome.done(
        new Issue.Claimed(
            new KeySummary(minted.key(), summary.lastUsedAt(), summary.lastClient()),
            minted.secret()));
  }

  /** The key as the claim leaves it, but for its secrets. */
  private static ApiKey granted(ApiKey key, Instant now) {
    ApiKey.Replacement replacement = key.openReplacement(now);
    return replacement == null || replacement.newExpiry() == null
        ? key
        : key.withExpiry(replacement.newExpiry());
  }

  private static Optional<Refusal> unclaimable(ApiKey key, ApiKey granted, Instant now) {
    if (key.openReplacement(now) == null && !key.awaitsFirstClaim(now)) {
      return Optional.of(
          new Refusal.Conflict(
              "There is nothing to claim: the secret was claimed already, or the time to claim it"
                  + " is over. Regenerate the key to get a new secret."));
    }
    if (key.awaitsFirstClaim(now) && key.isExpired(now)) {
      return Optional.of(Rules.expiredUnclaimed());
    }
    return granted.isExpired(now)
        ? Optional.of(
            new Refusal.Conflict(
                "The key has expired. Regenerate it with a new expiry, or create a new one."))
        : Optional.empty();
  }
}
