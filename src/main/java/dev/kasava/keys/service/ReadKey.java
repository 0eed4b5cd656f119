package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.LiveSecret;
import dev.kasava.keys.usage.UsageMeter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Reads one key, and what may be known of its secrets. */
public final class ReadKey {
  private final KeyStore store;
  private final UsageMeter meter;
  private final InstantSource clock;

  public ReadKey(KeyStore store, UsageMeter meter, InstantSource clock) {
    this.store = store;
    this.meter = meter;
    this.clock = clock;
  }

  /** The id that {@code text} is. */
  public static Outcome<KeyId> keyId(String text) {
    return KeyId.parse(text)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NotFound()));
  }

  public Outcome<KeySummary> read(Caller caller, KeyId id) {
    return read(caller, id, Scope.KEYS_READ, Rules::ownKey);
  }

  /** For whoever may change the key, and so has to see what would be changed. */
  public Outcome<KeySummary> readToChange(Caller caller, KeyId id) {
    return read(caller, id, Scope.KEYS_WRITE, Rules::keyToChange);
  }

  /** The secrets of the key that work, newest first. */
  public Outcome<List<LiveSecret>> secrets(Caller caller, KeyId id) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    meter.flush();
    Instant now = Rules.now(clock);
    return store.read(
        reader -> Rules.ownKey(reader, caller, id, now).map(own -> reader.liveSecrets(id, now)));
  }

  /** Whether the key is theirs to read so. */
  private interface Look {
    Outcome<KeySummary> at(KeyReader reader, Caller caller, KeyId id, Instant now);
  }

  private Outcome<KeySummary> read(Caller caller, KeyId id, Scope needed, Look look) {
    Optional<Refusal> lacking = caller.lacks(needed);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    meter.flush();
    Instant now = Rules.now(clock);
    return store.read(reader -> look.at(reader, caller, id, now));
  }
}
