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
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells a caller who it is. Every live key may ask. */
public final class WhoAmI {
  /**
   * @param key the key acted with; null for the operator
   * @param member whose key it is; null when it acts for the owner itself
   */
  public record Identity(
      Owner owner, @Nullable KeySummary key, Caller caller, Role role, @Nullable Member member) {}

  private final KeyStore store;
  private final InstantSource clock;

  public WhoAmI(KeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  public Outcome<Identity> ask(Caller caller) {
    Instant now = Rules.now(clock);
    return store.read(reader -> identity(reader, caller, now));
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
