package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Turns down a secret that waits to be claimed: a pending key is deleted, a pending replacement is
 * dropped and the key stays as it is.
 */
public final class RefuseClaim {
  private final KeysToChange keys;

  public RefuseClaim(KeyStore store, InstantSource clock) {
    this.keys = new KeysToChange(store, clock);
  }

  /** Answers the key as it was. */
  public Outcome<KeySummary> refuse(Caller caller, KeyId id) {
    return keys.change(caller, id, (writer, summary, now) -> refuse(writer, caller, summary, now));
  }

  private static Outcome<KeySummary> refuse(
      KeyWriter writer, Caller caller, KeySummary summary, Instant now) {
    ApiKey key = summary.key();
    if (key.awaitsFirstClaim(now)) {
      writer.deleteKey(key.id(), now);
      writer.audit(Rules.audit(caller, Action.DELETED, key, "its claim was refused", now));
    } else if (key.openReplacement(now) != null) {
      writer.updateKey(key.withReplacement(null));
      writer.audit(Rules.audit(caller, Action.REGENERATION_REFUSED, key, "", now));
    } else {
      return Outcome.refused(
          new Refusal.Conflict("There is nothing to refuse: no secret waits to be claimed."));
    }
    return Outcome.done(summary);
  }
}
