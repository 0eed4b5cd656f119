package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.Changes;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SecretLife;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells services that verify access tokens by themselves which of them died before their time: of
 * each key that changed, which of its tokens are still good.
 */
public final class ReadRevocations {
  /** How many changes a page covers at most. */
  static final int PAGE = 500;

  /**
   * A key that changed. Its tokens are good that were made in one of these lives, from its first
   * second on, and until its end; what it was that changed is not told.
   *
   * @param lives empty when none of its tokens is good any more
   */
  public record Changed(KeyId key, List<SecretLife> lives) {}

  /**
   * @param keys each once; empty when nothing changed
   * @param next where to go on
   */
  public record Page(List<Changed> keys, String next) {}

  private final KeyStore store;
  private final InstantSource clock;

  public ReadRevocations(KeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * The changes of the caller's own keys; for the first owner, whose services verify keys for the
   * whole installation, those of every owner.
   *
   * @param since {@code next} of the page before; null for all changes that are kept
   */
  public Outcome<Page> read(Caller caller, @Nullable String since) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_VERIFY);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    Long after;
    try {
      after = since == null ? null : Long.valueOf(since);
    } catch (NumberFormatException e) {
      return Outcome.refused(unknown());
    }
    Instant now = clock.instant();
    return store.read(
        reader -> {
          Changes changes = reader.changesAfter(after, whose(reader, caller), PAGE);
          return changes.complete()
              ? Outcome.done(page(reader, changes, now))
              : Outcome.refused(unknown());
        });
  }

  private static Refusal unknown() {
    return new Refusal.Invalid(
        "since", "From there on, changes are not known, or no longer. Start again without since.");
  }

  /** Null for everybody's. */
  private static @Nullable OwnerId whose(KeyReader reader, Caller caller) {
    boolean isFirst =
        reader.firstOwner().filter(first -> first.id().equals(caller.owner())).isPresent();
    return isFirst ? null : caller.owner();
  }

  private static Page page(KeyReader reader, Changes changes, Instant now) {
    return new Page(
        changes.keys().stream()
            .map(Changes.Changed::key)
            .map(key -> new Changed(key, lives(reader, key, now)))
            .toList(),
        Long.toString(changes.latest()));
  }

  /** As the doors of this server have it. */
  private static List<SecretLife> lives(KeyReader reader, KeyId key, Instant now) {
    Optional<KeySummary> summary = reader.key(key);
    if (summary.isEmpty()) {
      return List.of();
    }
    Instant expiry = summary.get().key().expiresAt();
    return reader.lives(key).stream()
        .map(life -> new SecretLife(wholeSeconds(life.createdAt()), earlier(life.until(), expiry)))
        .filter(life -> life.until() == null || life.until().isAfter(now))
        .toList();
  }

  /** As tokens have the moment when they were made. */
  private static Instant wholeSeconds(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS);
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.isBefore(other) ? one : other;
  }
}
