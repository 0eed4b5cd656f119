package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** How a verb comes by a key that its caller may change; refused for everybody else. */
record KeysToChange(KeyStore store, InstantSource clock) {
  /** What is done to the key, in the transaction that found it. */
  interface Change<T> {
    Outcome<T> to(KeyWriter writer, KeySummary key, Instant now);
  }

  /** What is looked up about the key. */
  interface Question<T> {
    Outcome<T> about(KeyReader reader, KeySummary key, Instant now);
  }

  <T> Outcome<T> change(Caller caller, KeyId id, Change<T> change) {
    return allowed(
        caller,
        now ->
            store.write(
                writer ->
                    Rules.keyToChange(writer, caller, id, now)
                        .then(key -> change.to(writer, key, now))));
  }

  <T> Outcome<T> ask(Caller caller, KeyId id, Question<T> question) {
    return allowed(
        caller,
        now ->
            store.read(
                reader ->
                    Rules.keyToChange(reader, caller, id, now)
                        .then(key -> question.about(reader, key, now))));
  }

  private <T> Outcome<T> allowed(Caller caller, Function<Instant, Outcome<T>> work) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_WRITE);
    return lacking.isPresent() ? Outcome.refused(lacking.get()) : work.apply(Rules.now(clock));
  }
}
