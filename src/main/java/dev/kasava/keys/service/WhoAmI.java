package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.UsageStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Tells a caller who it is. Every live key may ask. Thread-safe. */
public final class WhoAmI {
  private static final int MOST = 10_000;

  /** How long the last use by another process may go untold: about as long as it is not written. */
  private static final Duration LAG = Duration.ofSeconds(1);

  /**
   * @param key the key acted with; null for the operator
   * @param member whose key it is; null when it acts for the owner itself
   */
  public record Identity(
      Owner owner, @Nullable KeySummary key, Caller caller, Role role, @Nullable Member member) {
    Identity of(Caller other) {
      return new Identity(owner, key, other, role, member);
    }
  }

  /**
   * What the store answered, while nothing was written to it since.
   *
   * @param word the store's change word before it was asked
   * @param additions how often use had been added before it was asked
   */
  private record Known(Identity identity, long word, long additions, Instant at) {}

  private final KeyStore store;
  private final UsageStore usage;
  private final InstantSource clock;
  private final Map<KeyId, Known> known = new ConcurrentHashMap<>();

  public WhoAmI(KeyStore store, UsageStore usage, InstantSource clock) {
    this.store = store;
    this.usage = usage;
    this.clock = clock;
  }

  public Outcome<Identity> ask(Caller caller) {
    Instant now = Rules.now(clock);
    long word = store.changeWord().get();
    long additions = usage.additions();
    Outcome<Identity> answer = store.read(reader -> identity(reader, caller, now));
    if (caller.key() != null
        && answer instanceof Outcome.Done<Identity>(Identity identity)
        && !ChangeWord.isUnsettled(word)) {
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(caller.key(), new Known(identity, word, additions, now));
    }
    return answer;
  }

  /**
   * The same answer, where memory knows it; null where {@link #ask} is needed. What was changed is
   * told at once, as {@link #ask} does. Never blocks.
   */
  public @Nullable Outcome<Identity> askMemory(Caller caller) {
    Known found = caller.key() == null ? null : known.get(caller.key());
    return found != null && isCurrent(found) ? Outcome.done(found.identity().of(caller)) : null;
  }

  private boolean isCurrent(Known found) {
    Instant now = clock.instant();
    return found.word() == store.changeWord().get()
        && found.additions() == usage.additions()
        && now.isBefore(found.at().plus(LAG))
        && !now.isBefore(found.at());
  }

  private static Outcome<Identity> identity(KeyReader reader, Caller caller, Instant now) {
    Optional<Owner> owner = reader.owner(caller.owner());
    if (owner.isEmpty()) {
      return Outcome.refused(new Refusal.NotFound());
    }
    KeyId key = caller.key();
    return Standing.of(reader, caller)
        .then(
            standing ->
                key == null
                    ? Outcome.done(new Identity(owner.get(), null, caller, standing.role(), null))
                    : Rules.ownKey(reader, caller, key, now)
                        .map(
                            summary ->
                                new Identity(
                                    owner.get(),
                                    summary,
                                    caller,
                                    standing.role(),
                                    member(reader, standing))));
  }

  private static @Nullable Member member(KeyReader reader, Standing standing) {
    MemberId member = standing.member();
    return member == null ? null : reader.member(member).orElse(null);
  }
}
