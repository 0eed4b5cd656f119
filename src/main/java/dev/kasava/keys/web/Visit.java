package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Scope;
import java.time.Instant;

/**
 * A signed-in person's request.
 *
 * @param key the key that the session belongs to
 * @param until when the session ends at the latest
 */
record Visit(Token token, Caller caller, Owner owner, KeySummary key, Instant until) {
  boolean mayWrite() {
    return caller.scopes().covers(Scope.KEYS_WRITE);
  }
}
