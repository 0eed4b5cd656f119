package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes a key's name, expiry or limit. */
public final class UpdateKey {
  /** What is to become of the expiry. */
  public sealed interface Expiry {
    record Unchanged() implements Expiry {}

    record Never() implements Expiry {}

    record At(Instant moment) implements Expiry {}
  }

  /** What is to become of the limit. */
  public sealed interface Limit {
    record Unchanged() implements Limit {}

    record None() implements Limit {}

    record To(RateLimit limit) implements Limit {}
  }

  /**
   * @param name as the caller wrote it; null leaves it as it is
   */
  public record Request(@Nullable String name, Expiry expiry, Limit limit) {
    /** One that leaves the limit as it is. */
    public Request(@Nullable String name, Expiry expiry) {
      this(name, expiry, new Limit.Unchanged());
    }
  }

  private final KeysToChange keys;

  public UpdateKey(KeyStore store, InstantSource clock) {
    this.keys = new KeysToChange(store, clock);
  }

  public Outcome<KeySummary> update(Caller caller, KeyId id, Request request) {
    return keys.change(
        caller,
        id,
        (writer, summary, now) ->
            renamed(writer, summary.key(), request.name(), now)
                .then(key -> withExpiry(caller, key, request.expiry(), now))
                .then(key -> withLimit(caller, key, request.limit()))
                .map(key -> keep(writer, caller, summary, key, now)));
  }

  private static Outcome<ApiKey> renamed(
      KeyWriter writer, ApiKey key, @Nullable String newName, Instant now) {
    if (newName == null) {
      return Outcome.done(key);
    }
    return KeyName.parse(newName).then(name -> renamed(writer, key, name, now));
  }

  private static Outcome<ApiKey> renamed(KeyWriter writer, ApiKey key, KeyName name, Instant now) {
    Optional<ApiKey> holder = writer.keyNamed(key.owner(), name);
    if (holder.isPresent() && holder.get().hasLapsed(now)) {
      writer.deleteKey(holder.get().id(), now);
    } else if (holder.isPresent() && !holder.get().id().equals(key.id())) {
      return Outcome.refused(new Refusal.NameTaken(name));
    }
    return Outcome.done(key.withName(name));
  }

  private static Outcome<ApiKey> withExpiry(Caller caller, ApiKey key, Expiry change, Instant now) {
    Instant expiry =
        switch (change) {
          case Expiry.Unchanged unchanged -> key.expiresAt();
          case Expiry.Never never -> null;
          case Expiry.At(Instant moment) -> Rules.toMillis(moment);
        };
    if (Objects.equals(expiry, key.expiresAt())) {
      return Outcome.done(key);
    }
    Optional<Refusal> unfit = unfit(caller, key, expiry, now);
    return unfit.isPresent() ? Outcome.refused(unfit.get()) : Outcome.done(key.withExpiry(expiry));
  }

  private static Optional<Refusal> unfit(
      Caller caller, ApiKey key, @Nullable Instant expiry, Instant now) {
    if (key.isExpired(now)) {
      return Optional.of(
          new Refusal.Conflict(
              "The key has expired, and its secret stays dead. Regenerate it with a new expiry."));
    }
    Instant current = key.expiresAt();
    boolean extends_ = current != null && (expiry == null || expiry.isAfter(current));
    return Rules.unfitExpiry(expiry, now)
        .or(
            () ->
                extends_
                    ? caller.exceededBy(key.scopes(), expiry, key.rateLimit())
                    : Optional.empty());
  }

  private static Outcome<ApiKey> withLimit(Caller caller, ApiKey key, Limit change) {
    RateLimit limit =
        switch (change) {
          case Limit.Unchanged unchanged -> key.rateLimit();
          case Limit.None none -> null;
          case Limit.To(RateLimit wanted) -> wanted;
        };
    RateLimit current = key.rateLimit();
    boolean loosens = current != null && (limit == null || !limit.isWithin(current));
    Optional<Refusal> unfit =
        loosens ? caller.exceededBy(key.scopes(), key.expiresAt(), limit) : Optional.empty();
    return unfit.isPresent()
        ? Outcome.refused(unfit.get())
        : Outcome.done(key.withRateLimit(limit));
  }

  private static KeySummary keep(
      KeyWriter writer, Caller caller, KeySummary before, ApiKey key, Instant now) {
    if (!key.equals(before.key())) {
      writer.updateKey(key);
      writer.audit(Rules.audit(caller, Action.UPDATED, key, details(before.key(), key), now));
    }
    return new KeySummary(key, before.lastUsedAt(), before.lastClient());
  }

  private static String details(ApiKey before, ApiKey after) {
    List<String> changes = new ArrayList<>();
    if (!before.name().equals(after.name())) {
      changes.add("renamed from: " + before.name());
    }
    if (!Objects.equals(before.expiresAt(), after.expiresAt())) {
      changes.add("expires: " + (after.expiresAt() == null ? "never" : after.expiresAt()));
    }
    if (!Objects.equals(before.rateLimit(), after.rateLimit())) {
      changes.add("limit: " + (after.rateLimit() == null ? "none" : after.rateLimit()));
    }
    return String.join("; ", changes);
  }
}
