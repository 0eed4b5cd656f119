package dev.kasava.keys.access;

import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Sha256;
import dev.kasava.keys.key.TokenFault;
import dev.kasava.keys.key.TokenGrant;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.token.TokenClaims;
import dev.kasava.keys.token.TokenReader;
import dev.kasava.keys.token.TokenReader.Reading;
import dev.kasava.keys.token.TokenReader.Vouched;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether an access token is good: genuine, and speaking for somebody who is still there. The
 * signature of a good one is checked once; its digest is remembered until it expires. The key that
 * it was minted from is looked at every time. Thread-safe.
 */
public final class AccessTokens {
  private static final int MOST = 100_000;

  /**
   * @param issuedAt null for a token of another issuer
   * @param word the change word at which the owner was there, for a token of another issuer
   */
  private record Remembered(TokenGrant grant, @Nullable Instant issuedAt, Vouched keys, long word) {
    Instant until() {
      return grant.expiresAt();
    }
  }

  private final TokenReader reader;
  private final Supplier<String> ourselves;
  private final KeyStore store;
  private final KeyStates states;
  private final InstantSource clock;
  private final int most;
  private final Map<ByteBuffer, Remembered> remembered = new ConcurrentHashMap<>();

  /**
   * @param ourselves this server as an issuer
   */
  public AccessTokens(
      TokenReader reader, Supplier<String> ourselves, KeyStore store, InstantSource clock) {
    this(reader, ourselves, store, clock, MOST);
  }

  /**
   * @param most how many are remembered
   */
  AccessTokens(
      TokenReader reader,
      Supplier<String> ourselves,
      KeyStore store,
      InstantSource clock,
      int most) {
    this.reader = reader;
    this.ourselves = ourselves;
    this.store = store;
    this.states = new KeyStates(store);
    this.clock = clock;
    this.most = most;
  }

  /** The verdict, where memory alone can tell; null where {@link #verify} has to find out. */
  @Nullable Verdict verifyFromMemory(String token, List<Scope> needed) {
    Remembered known = genuine(token);
    if (known == null) {
      return null;
    }
    KeyId key = known.grant().keyId();
    if (key == null || known.issuedAt() == null) {
      return known.word() == store.changeWord().get() ? judge(known.grant(), needed) : null;
    }
    KeyStates.State state = states.remembered(key);
    return state == null ? null : judge(known.grant(), known.issuedAt(), state, needed);
  }

  private @Nullable Remembered genuine(String token) {
    Remembered known = remembered.get(digest(token));
    return known != null && known.until().isAfter(clock.instant()) && known.keys().isStillTrue()
        ? known
        : null;
  }

  /** The verdict; may read the store or an issuer's keys, and so block. */
  Verdict verify(String token, List<Scope> needed) {
    Remembered known = genuine(token);
    if (known != null && known.grant().keyId() == null) {
      return ofOwner(token, known.grant(), known.keys(), needed);
    }
    return switch (reader.read(token)) {
      case Reading.Bad(var fault) -> new Verdict.InvalidToken(fault);
      case Reading.Genuine(var claims, var keys) ->
          claims.issuer().equals(ourselves.get())
              ? ofKey(token, claims, keys, needed)
              : ofOwner(token, claims, keys, needed);
    };
  }

  private Verdict ofKey(String token, TokenClaims claims, Vouched keys, List<Scope> needed) {
    Optional<KeyId> key = Optional.ofNullable(claims.clientId()).flatMap(KeyId::parse);
    Instant issuedAt = claims.issuedAt();
    if (key.isEmpty() || issuedAt == null) {
      return new Verdict.InvalidToken(TokenFault.SUB);
    }
    TokenGrant grant =
        new TokenGrant(
            claims.issuer(),
            claims.subject(),
            key.get(),
            new OwnerId(claims.subject()),
            claims.scopes(),
            claims.expiresAt(),
            null);
    remember(token, new Remembered(grant, issuedAt, keys, 0));
    return judge(grant, issuedAt, states.find(key.get()), needed);
  }

  private Verdict ofOwner(String token, TokenClaims claims, Vouched keys, List<Scope> needed) {
    String owner = claims.owner();
    return owner == null
        ? new Verdict.InvalidToken(TokenFault.OWNER)
        : ofOwner(
            token,
            new TokenGrant(
                claims.issuer(),
                claims.subject(),
                null,
                new OwnerId(owner),
                claims.scopes(),
                claims.expiresAt(),
                null),
            keys,
            needed);
  }

  /** Good while its owner is there, which whatever changes the store may have ended. */
  private Verdict ofOwner(String token, TokenGrant grant, Vouched keys, List<Scope> needed) {
    long word = store.changeWord().get();
    if (store.read(all -> all.owner(grant.owner())).isEmpty()) {
      return new Verdict.InvalidToken(TokenFault.OWNER);
    }
    if (!ChangeWord.isUnsettled(word)) {
      remember(token, new Remembered(grant, null, keys, word));
    }
    return judge(grant, needed);
  }

  /** The token of a key is good while the key is, for what both of them may do. */
  private Verdict judge(
      TokenGrant grant, Instant issuedAt, KeyStates.State state, List<Scope> needed) {
    Grant key = state.grant();
    Instant now = clock.instant();
    if (key == null
        || !key.owner().equals(grant.owner())
        || (key.expiresAt() != null && !key.expiresAt().isAfter(now))
        || !state.mayHaveIssued(issuedAt, now)) {
      return new Verdict.InvalidToken(TokenFault.REVOKED);
    }
    Scopes both =
        new Scopes(grant.scopes().sorted().stream().filter(key.scopes()::covers).toList());
    return judge(
        new TokenGrant(
            grant.issuer(),
            grant.subject(),
            grant.keyId(),
            grant.owner(),
            both,
            grant.expiresAt(),
            key.rateLimit()),
        needed);
  }

  private static Verdict judge(TokenGrant grant, List<Scope> needed) {
    Optional<Scope> missing = grant.scopes().firstMissing(needed);
    return missing.isPresent()
        ? new Verdict.MissingScope(grant.keyId(), missing.get())
        : new Verdict.Admitted(grant);
  }

  private void remember(String token, Remembered what) {
    if (remembered.size() >= most) {
      sweep();
      if (remembered.size() >= most) {
        remembered.clear();
      }
    }
    remembered.put(digest(token), what);
  }

  /** Forgets the tokens that have expired; to be called every minute or so. */
  public void sweep() {
    Instant now = clock.instant();
    remembered.values().removeIf(each -> !each.until().isAfter(now));
  }

  private static ByteBuffer digest(String token) {
    return ByteBuffer.wrap(Sha256.of(token.getBytes(StandardCharsets.UTF_8)));
  }
}
