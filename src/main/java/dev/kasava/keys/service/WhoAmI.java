package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Refusal;
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
   */
  public record Identity(Owner owner, @Nullable KeySummary key, Caller caller) {}

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
    return key == null
        ? Outcome.done(new Identity(owner.get(), null, caller))
        : Rules.ownKey(reader, caller, key, now)
            .map(summary -> new Identity(owner.get(), summary, caller));
  }
}
