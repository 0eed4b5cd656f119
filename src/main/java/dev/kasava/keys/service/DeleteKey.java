package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Ends a key and all its secrets, for good. Keys that it created stay. */
public final class DeleteKey {
  private final KeyStore store;
  private final InstantSource clock;

  public DeleteKey(KeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Answers the key as it was. */
  public Outcome<KeySummary> delete(Caller caller, KeyId id) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_WRITE);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    Instant now = Rules.now(clock);
    return store.write(
        writer ->
            Rules.keyToChange(writer, caller, id, now)
                .map(
                    summary -> {
                      writer.deleteKey(id, now);
                      writer.audit(Rules.audit(caller, Action.DELETED, summary.key(), "", now));
                      return summary;
                    }));
  }
}
