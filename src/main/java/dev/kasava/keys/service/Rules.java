package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Subject;
import dev.kasava.keys.key.TokenGrant;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What several verbs have to hold to. */
final class Rules {
  /** The longest that a key can be made to last, in years. */
  static final int LONGEST_YEARS = 10;

  private Rules() {}

  /** The current moment as stores keep it. */
  static Instant now(java.time.InstantSource clock) {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The caller's own key that has not lapsed; anybody else's is not found. */
  static Outcome<KeySummary> ownKey(KeyReader reader, Caller caller, KeyId id, Instant now) {
    Optional<KeySummary> found =
        reader
            .key(id)
            .filter(summary -> summary.key().owner().equals(caller.owner()))
            .filter(summary -> !summary.key().hasLapsed(now));
    return found.isPresent() ? Outcome.done(found.get()) : Outcome.refused(new Refusal.NotFound());
  }

  /** The caller's own key, for whoever may change it. */
  static Outcome<KeySummary> keyToChange(KeyReader reader, Caller caller, KeyId id, Instant now) {
    return ownKey(reader, caller, id, now)
        .then(
            summary ->
                Standing.of(reader, caller)
                    .then(standing -> standing.changing(summary.key()))
                    .map(standing -> summary));
  }

  /** What an admin does in one transaction. */
  interface AdminWork<T> {
    Outcome<T> run(KeyWriter writer, Standing standing);
  }

  /** Does it, for whoever may. */
  static <T> Outcome<T> administering(KeyStore store, Caller caller, AdminWork<T> work) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_WRITE);
    return lacking.isPresent()
        ? Outcome.refused(lacking.get())
        : store.write(
            writer ->
                Standing.of(writer, caller)
                    .then(Standing::administering)
                    .then(standing -> work.run(writer, standing)));
  }

  /** The refusal of whatever would need a key that expired before anybody claimed it. */
  static Refusal expiredUnclaimed() {
    return new Refusal.Conflict(
        "The key expired before it was claimed. Delete it and create a new one.");
  }

  /**
   * @param names as the caller wrote them; null when not a word was said
   */
  static Outcome<Scopes> scopes(@Nullable List<String> names) {
    if (names == null) {
      return Outcome.done(Scopes.DEFAULT);
    }
    if (names.size() > Scopes.MOST) {
      return Outcome.refused(
          new Refusal.Invalid("scopes", "A key may have at most " + Scopes.MOST + " scopes."));
    }
    List<Scope> scopes = new ArrayList<>();
    for (String name : names) {
      // JSON can hold a null among the names, whatever the type says.
      Optional<Scope> scope = name == null ? Optional.empty() : Scope.parse(name);
      if (scope.isEmpty()) {
        return Outcome.refused(
            new Refusal.Invalid(
                "scopes",
                "One of the scopes is not valid. Use keys:read, keys:write, keys:verify, or names"
                    + " of your own of small letters, digits and . _ : / - (at most 64"
                    + " characters)."));
      }
      scopes.add(scope.get());
    }
    return Outcome.done(new Scopes(scopes));
  }

  /**
   * @param expiry null when the key shall never expire
   */
  static Optional<Refusal> unfitExpiry(@Nullable Instant expiry, Instant now) {
    if (expiry == null) {
      return Optional.empty();
    }
    if (!expiry.isAfter(now)) {
      return Optional.of(new Refusal.Invalid("expiresAt", "The expiry has to lie in the future."));
    }
    return expiryTooLate(expiry, now);
  }

  static Optional<Refusal> expiryTooLate(Instant expiry, Instant now) {
    Instant latest = now.atOffset(ZoneOffset.UTC).plusYears(LONGEST_YEARS).toInstant();
    if (expiry.isAfter(latest)) {
      return Optional.of(
          new Refusal.Invalid(
              "expiresAt",
              "The expiry may lie at most "
                  + LONGEST_YEARS
                  + " years ahead. Leave it out for a key that never expires."));
    }
    return Optional.empty();
  }

  static @Nullable Instant toMillis(@Nullable Instant moment) {
    return moment == null ? null : moment.truncatedTo(ChronoUnit.MILLIS);
  }

  static AuditRecord audit(
      Caller caller, AuditRecord.Action action, ApiKey key, String details, Instant now) {
    return audit(caller, action, key.owner(), key.id(), key.name().text(), details, now);
  }

  static AuditRecord audit(
      Caller caller,
      AuditRecord.Action action,
      OwnerId owner,
      Subject subject,
      String name,
      String details,
      Instant now) {
    return new AuditRecord(
        now,
        owner,
        caller.key(),
        caller.door().code(),
        caller.client(),
        action,
        subject,
        name,
        named(caller, details));
  }

  /** With the subject, where there is no key to name as the actor. */
  private static String named(Caller caller, String details) {
    TokenGrant token = caller.token();
    return caller.key() != null || token == null
        ? details
        : AuditRecord.detailsBy(token.subject(), token.issuer(), details);
  }
}
