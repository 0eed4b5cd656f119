package dev.kasava.keys.access;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a request acts for.
 *
 * @param key the key acted with; null for the operator, who acts on the data folder itself
 * @param expiresAt when that key expires; null when never
 */
public record Caller(
    OwnerId owner,
    @Nullable KeyId key,
    Scopes scopes,
    @Nullable Instant expiresAt,
    Client client,
    Door door) {

  public static Caller holding(Grant grant, Client client, Door door) {
    return new Caller(
        grant.owner(), grant.keyId(), grant.scopes(), grant.expiresAt(), client, door);
  }

  /** The person who can read and write the data folder, and so needs no key. */
  public static Caller operator(OwnerId owner, Door door) {
    return new Caller(owner, null, Scopes.EVERYTHING, null, Client.KASAVA, door);
  }

  /** The refusal of a verb that needs {@code scope}; empty when the caller has it. */
  public Optional<Refusal> lacks(Scope scope) {
    return scopes.covers(scope) ? Optional.empty() : Optional.of(new Refusal.MissingScope(scope));
  }

  /**
   * The refusal of handing out a key that reaches further than this caller's own; empty when it
   * lies within.
   *
   * @param expiry the key's expiry; null when it never expires
   */
  public Optional<Refusal> exceededBy(Scopes wanted, @Nullable Instant expiry) {
    Optional<Scope> missing = scopes.firstMissing(wanted.sorted());
    if (missing.isPresent()) {
      return Optional.of(
          new Refusal.WiderThanCaller(
              "The key would have the scope "
                  + missing.get()
                  + ", which the key in use does not have itself. Choose scopes within: "
                  + (scopes.sorted().isEmpty() ? "none" : scopes)
                  + "."));
    }
    if (expiresAt != null && (expiry == null || expiry.isAfter(expiresAt))) {
      return Optional.of(
          new Refusal.WiderThanCaller(
              "The key would outlive the key in use, which expires at "
                  + expiresAt
                  + ". Choose an expiry until then."));
    }
    return Optional.empty();
  }
}
