package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.service.Standing;
import dev.kasava.keys.service.Zones;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.SessionStore.Kind;
import dev.kasava.keys.store.SessionStore.Session;
import dev.kasava.keys.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is signed in. A session belongs to a key, and ends with the secret that it hangs on, the
 * key's expiry or its deletion. Thread-safe; blocks.
 */
final class Sessions {
  /** How long a session lasts at most. */
  static final Duration LONGEST = Duration.ofHours(12);

  private static final Logger log = LoggerFactory.getLogger(Sessions.class);

  private final SessionStore sessions;
  private final KeyStore keys;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  Sessions(SessionStore sessions, KeyStore keys, InstantSource clock) {
    this.sessions = sessions;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * A new session of whoever showed a secret of the key.
   *
   * @param shown the digests that it may be kept by
   * @return empty where it does not work any more
   */
  Optional<Token> start(KeyId key, List<KeyDigest> shown) {
    return keys.read(reader -> Roots.of(reader, key, shown, clock.instant()))
        .map(root -> hungOn(key, root));
  }

  /** A new session of whoever had this link. */
  Token start(Session link) {
    return hungOn(link.key(), link.root());
  }

  /** Its token is new too, so that nobody can plant one beforehand. */
  private Token hungOn(KeyId key, Instant root) {
    Token token = Token.random(random);
    Instant end = clock.instant().plus(LONGEST);
    sessions.add(token.hash(), new Session(Kind.SESSION, key, root, end));
    return token;
  }

  /**
   * Goes on with a new secret of the key, which its holder is about to be shown. That is not to
   * fail for it: at worst they sign in again.
   *
   * @param root when it was made
   */
  void goOn(Visit visit, Instant root) {
    try {
      sessions.goOn(visit.token().hash(), root);
    } catch (StoreException e) {
      log.warn("A session could not be kept: {}", e.getMessage());
    }
  }

  /**
   * Empty when the token is none of a session, or its key is no longer good.
   *
   * @param zone the time zone that the browser names; null when it names none
   */
  Optional<Visit> find(Token token, @Nullable String zone) {
    Instant now = clock.instant();
    return sessions
        .find(token.hash(), Kind.SESSION, now)
        .flatMap(session -> keys.read(reader -> visit(reader, token, zone, session, now)));
  }

  /** Ends every session of the owner and every sign-in link; of others, their own only. */
  void endAll(Visit visit) {
    MemberId member = visit.standing().member();
    if (visit.mayAdminister()) {
      sessions.removeAll(visit.owner().id());
    } else if (member != null) {
      sessions.removeAll(member);
    } else {
      sessions.removeAll(visit.key().key().id());
    }
  }

  void end(Token token) {
    var _ = sessions.take(token.hash(), Kind.SESSION, clock.instant());
  }

  private static Optional<Visit> visit(
      KeyReader reader, Token token, @Nullable String zone, Session session, Instant now) {
    Optional<KeySummary> summary =
        reader
            .key(session.key())
            .filter(found -> !found.key().isExpired(now) && Roots.holds(reader, session, now));
    if (summary.isEmpty()) {
      return Optional.empty();
    }
    ApiKey key = summary.get().key();
    Optional<Owner> owner = reader.owner(key.owner());
    Caller caller =
        new Caller(
            key.owner(),
            key.id(),
            key.scopes(),
            key.expiresAt(),
            key.rateLimit(),
            Client.BROWSER,
            Door.PAGE,
            null);
    return owner.map(
        found ->
            new Visit(
                token,
                caller,
                Standing.of(reader, key),
                found,
                summary.get(),
                session.expiresAt(),
                zone(zone, found, now)));
  }

  private static ZoneId zone(@Nullable String named, Owner owner, Instant now) {
    if (named == null) {
      return owner.timeZone();
    }
    return switch (Zones.parse(named, now)) {
      case Outcome.Done<ZoneId>(var zone) -> zone;
      case Outcome.Refused<ZoneId> refused -> owner.timeZone();
    };
  }
}
