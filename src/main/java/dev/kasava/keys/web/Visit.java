package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.service.Standing;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A signed-in person's request.
 *
 * @param standing what they are to the owner
 * @param key the key that the session belongs to
 * @param until when the session ends at the latest
 * @param zone where the person is, as far as their browser says; else the owner's
 */
record Visit(
    Token token,
    Caller caller,
    Standing standing,
    Owner owner,
    KeySummary key,
    Instant until,
    ZoneId zone) {
  boolean mayCreate() {
    return mayWrite() && standing.mayCreate();
  }

  boolean mayChange(ApiKey one) {
    return mayWrite() && standing.mayChange(one);
  }

  boolean mayAdminister() {
    return mayWrite() && standing.mayAdminister();
  }

  private boolean mayWrite() {
    return caller.scopes().covers(Scope.KEYS_WRITE);
  }
}
