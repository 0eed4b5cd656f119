package dev.kasava.keys.access;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.TokenGrant;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who a request acts for.
 *
 * @param key the key acted with, by its secret or a token of it; null for the operator, who acts on
 *     the data folder itself, and for the holder of another issuer's token
 * @param expiresAt when whatever is created may last until; null when for ever
 * @param rateLimit that of the key, which whatever is created has to keep to; null for none
 * @param token the access token acted with; null when it is the key itself, or the operator
 */
public record Caller(
    OwnerId owner,
    @Nullable KeyId key,
    Scopes scopes,
    @Nullable Instant expiresAt,
    @Nullable RateLimit rateLimit,
    Client client,
    Door door,
    @Nullable TokenGrant token) {

  /** A caller with neither a limit nor an access token. */
  public Caller(
      OwnerId owner,
      @Nullable KeyId key,
      Scopes scopes,
      @Nullable Instant expiresAt,
      Client client,
      Door door) {
    this(owner, key, scopes, expiresAt, null, client, door, null);
  }

  public static Caller holding(Grant grant, Client client, Door door) {
    return new Caller(
        grant.owner(),
        grant.keyId(),
        grant.scopes(),
        grant.expiresAt(),
        grant.rateLimit(),
        client,
        door,
        null);
  }

  /**
   * The token of a key may hand out nothing that outlives it. Another issuer's token stands for
   * somebody who can come by the next one, so what they create may last.
   */
  public static Caller holding(TokenGrant grant, Client client, Door door) {
    return new Caller(
        grant.owner(),
        grant.keyId(),
        grant.scopes(),
        grant.keyId() == null ? null : grant.expiresAt(),
        grant.rateLimit(),
        client,
        door,
        grant);
  }

  /** The same caller, through a client that gave its name later. */
  public Caller through(Client named) {
    return new Caller(owner, key, scopes, expiresAt, rateLimit, named, door, token);
  }

  /**
   * Whom sessions and the like belong to: a key, whichever secret or token of it is presented; the
   * issuer and subject of another issuer's token; or the operator.
   */
  public String principal() {
    if (key != null) {
      return key.value();
    }
    return token == null ? "operator " + owner.value() : token.issuer() + " " + token.subject();
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
   * @param limit the key's limit; null when it has none
   */
  public Optional<Refusal> exceededBy(
      Scopes wanted, @Nullable Instant expiry, @Nullable RateLimit limit) {
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
    if (rateLimit != null && (limit == null || !limit.isWithin(rateLimit))) {
      return Optional.of(
          new Refusal.WiderThanCaller(
              "The key would be good for more requests than the key in use, which is limited to "
                  + rateLimit
                  + ". Choose a limit within that."));
    }
    return Optional.empty();
  }
}
