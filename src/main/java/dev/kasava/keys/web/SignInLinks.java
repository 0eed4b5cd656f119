package dev.kasava.keys.web;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.SessionStore;
import dev.kasava.keys.store.SessionStore.Kind;
import dev.kasava.keys.store.SessionStore.Session;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Links that sign a person in, once, within ten minutes. Thread-safe; blocks. */
public final class SignInLinks {
  /** How long a link is good. */
  public static final Duration GOOD_FOR = Duration.ofMinutes(10);

  /** The path that links begin with. */
  static final String PATH = "/sign-in/";

  private final SessionStore sessions;
  private final KeyStore keys;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  public SignInLinks(SessionStore sessions, KeyStore keys, InstantSource clock) {
    this.sessions = sessions;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * The path of a new link, to be put behind the public URL, for the operator: it asks for no
   * secret. Whoever opens it is signed in as the holder of {@code key}: hand it to that person
   * only.
   */
  public String create(KeyId key) {
    Instant root = keys.read(reader -> Roots.newest(reader, key, clock.instant()));
    return hungOn(key, root);
  }

  /**
   * Likewise, for whoever showed a secret of the key.
   *
   * @param shown the digests that it may be kept by
   * @return empty where it does not work any more
   */
  public Optional<String> create(KeyId key, List<KeyDigest> shown) {
    return keys.read(reader -> Roots.of(reader, key, shown, clock.instant()))
        .map(root -> hungOn(key, root));
  }

  private String hungOn(KeyId key, Instant root) {
    Token token = Token.random(random);
    Instant end = clock.instant().plus(GOOD_FOR);
    sessions.add(token.hash(), new Session(Kind.SIGN_IN_LINK, key, root, end));
    return PATH + token.text();
  }

  boolean isGood(Token token) {
    return sessions
        .find(token.hash(), Kind.SIGN_IN_LINK, clock.instant())
        .filter(this::isGood)
        .isPresent();
  }

  /** Uses the link up; of several at once, one gets it. */
  Optional<Session> use(Token token) {
    return sessions.take(token.hash(), Kind.SIGN_IN_LINK, clock.instant()).filter(this::isGood);
  }

  private boolean isGood(Session link) {
    return keys.read(reader -> Roots.holds(reader, link, clock.instant()));
  }
}
