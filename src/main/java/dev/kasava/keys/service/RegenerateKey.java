package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Overlap;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gives a key a new secret, now or at its claim. */
public final class RegenerateKey {
  /**
   * @param overlapSeconds how long the old secret lives on after the claim; 0 to 30 days
   * @param claim whether the caller is to have the secret now
   * @param expiresAt the key's new expiry; null leaves it as it is
   * @param revokeNow whether the old secret dies at once, claimed or not
   * @param untilFirstUse whether the old secret lives on until the new one was accepted for the
   *     first time; no other overlap goes with it
   */
  public record Request(
      long overlapSeconds,
      boolean claim,
      @Nullable Instant expiresAt,
      boolean revokeNow,
      boolean untilFirstUse) {
    private Overlap overlap() {
      return untilFirstUse
          ? new Overlap.UntilFirstUse()
          : new Overlap.For(Duration.ofSeconds(overlapSeconds));
    }
  }

  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public RegenerateKey(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
    this.clock = clock;
  }

  public Outcome<Issue> regenerate(Caller caller, KeyId id, Request request) {
    Instant now = Rules.now(clock);
    Optional<Refusal> unfit = unfit(caller, request, now);
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    return store.write(
        writer ->
            Rules.keyToChange(writer, caller, id, now)
                .then(summary -> regenerate(writer, caller, summary, request, now)));
  }

  /** What {@link #regenerate} would say, without doing it: the key as it is, or the refusal. */
  public Outcome<KeySummary> check(Caller caller, KeyId id, Request request) {
    Instant now = Rules.now(clock);
    Optional<Refusal> unfit = unfit(caller, request, now);
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    return store.read(
        reader ->
            Rules.keyToChange(reader, caller, id, now)
                .then(
                    summary ->
                        unfit(caller, summary.key(), granted(summary.key(), request), now)
                            .<Outcome<KeySummary>>map(Outcome::refused)
                            .orElseGet(() -> Outcome.done(summary))));
  }

  private static ApiKey granted(ApiKey key, Request request) {
    Instant newExpiry = Rules.toMillis(request.expiresAt());
    return newExpiry == null ? key : key.withExpiry(newExpiry);
  }

  private static Optional<Refusal> unfit(Caller caller, ApiKey key, ApiKey granted, Instant now) {
    return unfitState(key, granted, now)
        .or(() -> caller.exceededBy(granted.scopes(), granted.expiresAt(), granted.rateLimit()));
  }

  private static Optional<Refusal> unfit(Caller caller, Request request, Instant now) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_WRITE);
    if (lacking.isPresent()) {
      return lacking;
    }
    long overlap = request.overlapSeconds();
    if (overlap < 0 || overlap > Overlap.LONGEST.toSeconds()) {
      return Optional.of(
          new Refusal.Invalid(
              "overlapSeconds",
              "The overlap is 0 to "
                  + Overlap.LONGEST.toSeconds()
                  + " seconds ("
                  + Overlap.LONGEST.toDays()
                  + " days)."));
    }
    if (request.revokeNow() && overlap > 0) {
      return Optional.of(
          new Refusal.Invalid(
              "revokeNow",
              "Revoking the old secret now and letting it overlap contradict each other. Ask for"
                  + " one of them."));
    }
    if (request.untilFirstUse() && (request.revokeNow() || overlap > 0)) {
      return Optional.of(
          new Refusal.Invalid(
              "untilFirstUse",
              "Letting the old secret live until the new one is used, and revoking it now or after"
                  + " a set time, contradict each other. Ask for one of them."));
    }
    return Rules.unfitExpiry(Rules.toMillis(request.expiresAt()), now);
  }

  private Outcome<Issue> regenerate(
      KeyWriter writer, Caller caller, KeySummary summary, Request request, Instant now) {
    ApiKey key = summary.key();
    ApiKey granted = granted(key, request);
    Optional<Refusal> unfit = unfit(caller, key, granted, now);
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    return Outcome.done(
        request.claim()
            ? replaceNow(writer, caller, summary, granted, request.overlap(), now)
            : replaceAtClaim(writer, caller, summary, request, now));
  }

  /**
   * @param key as it is
   * @param granted as it would be
   */
  private static Optional<Refusal> unfitState(ApiKey key, ApiKey granted, Instant now) {
    if (key.awaitsFirstClaim(now) && key.isExpired(now)) {
      return Optional.of(Rules.expiredUnclaimed());
    }
    if (key.awaitsFirstClaim(now)) {
      return Optional.of(
          new Refusal.Conflict(
              "The key has no secret yet, so there is none to replace. Claim it first."));
    }
    return granted.isExpired(now)
        ? Optional.of(
            new Refusal.Conflict(
                "The key has expired. Regenerate it together with a new expiry (expiresAt)."))
        : Optional.empty();
  }

  private Issue replaceNow(
      KeyWriter writer,
      Caller caller,
      KeySummary summary,
      ApiKey granted,
      Overlap overlap,
      Instant now) {
    Mint.Minted minted = mint.replace(writer, summary.key(), granted, overlap, now);
    writer.audit(Rules.audit(caller, Action.REGENERATED, minted.key(), details(overlap), now));
    return new Issue.Claimed(
        new KeySummary(minted.key(), summary.lastUsedAt(), summary.lastClient()), minted.secret());
  }

  private static Issue replaceAtClaim(
      KeyWriter writer, Caller caller, KeySummary summary, Request request, Instant now) {
    ApiKey before = summary.key();
    if (request.revokeNow()) {
      writer.endSecrets(before.id(), now);
      writer.audit(Rules.audit(caller, Action.REVOKED, before, "", now));
    }
    Overlap overlap = request.overlap();
    ApiKey after =
        (request.revokeNow() ? before.withoutSecret() : before)
            .withReplacement(
                new ApiKey.Replacement(
                    overlap,
                    Rules.toMillis(request.expiresAt()),
                    caller.client(),
                    now,
                    now.plus(ApiKey.CLAIM_WINDOW)));
    writer.updateKey(after);
    writer.audit(Rules.audit(caller, Action.REGENERATION_REQUESTED, after, details(overlap), now));
    return new Issue.Pending(new KeySummary(after, summary.lastUsedAt(), summary.lastClient()));
  }

  private static String details(Overlap overlap) {
    return switch (overlap) {
      case Overlap.UntilFirstUse untilFirstUse -> "overlap: until first use";
      case Overlap.For(Duration time) -> time.isZero() ? "" : "overlap: " + time;
    };
  }
}
