package dev.kasava.keys.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.SigningKeyStore;
import dev.kasava.keys.store.SigningKeyStore.Sealed;
import dev.kasava.keys.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that our own access tokens are signed with. Each signs for {@link #SIGNS}; the next one
 * is published {@link #AHEAD} before it signs, so that verifiers who keep our set for a while know
 * it in time, and an old one stays published until its last token has died. Thread-safe.
 */
public final class SigningKeys implements KeySource {
  /** How long a key signs. */
  public static final Duration SIGNS = Duration.ofDays(30);

  /** How long before it signs a key is published. */
  public static final Duration AHEAD = Duration.ofDays(2);

  /** How long after its last signature a key is published. */
  public static final Duration TAIL = TokenMint.LIFETIME.plusMinutes(5);

  /** How long after one look for an unknown key there is no other. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  /** A private key in use. Redacted when printed, unlike the library's own. */
  private record Signing(ECKey key, Instant from, Instant until) {
    @Override
    public String toString() {
      return "Signing[" + key.getKeyID() + ", redacted]";
    }
  }

  private record Failed(StoreException why, Instant at) {}

  private final SigningKeyStore store;
  private final KeySeal seal;
  private final InstantSource clock;
  private volatile List<Signing> known = List.of();
  private Instant lookedAt = Instant.MIN;
  private @Nullable Failed failed;

  public SigningKeys(SigningKeyStore store, Peppers peppers, InstantSource clock) {
    this.store = store;
    this.seal = new KeySeal(peppers);
    this.clock = clock;
  }

  /** The key to sign with now; blocks only when there is none yet, or the next one is due. */
  ECKey signer() {
    Optional<Signing> now = signing(clock.instant());
    if (now.isEmpty()) {
      tend();
      now = signing(clock.instant());
    }
    return now.orElseThrow(() -> new IllegalStateException("no signing key could be made")).key();
  }

  private Optional<Signing> signing(Instant now) {
    return known.stream()
        .filter(each -> !each.from().isAfter(now) && each.until().isAfter(now))
        .findFirst();
  }

  /** How many are sealed under the pepper of this version. */
  public long sealedUnder(int pepperVersion) {
    return store.all().stream().filter(key -> key.pepperVersion() == pepperVersion).count();
  }

  /** The public keys to verify with, as a JWK Set (RFC 7517, section 5). */
  public String published() {
    if (signing(clock.instant()).isEmpty()) {
      tend();
    }
    Instant now = clock.instant();
    List<JWK> keys = new ArrayList<>();
    for (Signing each : known) {
      if (each.until().plus(TAIL).isAfter(now)) {
        keys.add(each.key().toPublicJWK());
      }
    }
    return new JWKSet(keys).toString(true);
  }

  @Override
  public Answer find(@Nullable String kid, Algorithm algorithm) {
    Optional<JWK> found = published(kid);
    if (found.isEmpty()) {
      look();
      found = published(kid);
    }
    return found.filter(algorithm::fits).<Answer>map(Answer.Found::new).orElseGet(Answer.None::new);
  }

  /** Another process may have made it; or whoever made a token may have made up its kid. */
  private void look() {
    Instant asked = clock.instant();
    synchronized (this) {
      Instant now = clock.instant();
      // Whoever waited here meanwhile is served by what another one found, or did not find.
      if (isJustBefore(lookedAt, asked, now)) {
        return;
      }
      if (failed != null && isJustBefore(failed.at(), asked, now)) {
        throw new StoreException(String.valueOf(failed.why().getMessage()), failed.why());
      }
      try {
        load();
        lookedAt = now;
      } catch (StoreException e) {
        failed = new Failed(e, clock.instant());
        throw e;
      }
    }
  }

  /** A clock may be set back meanwhile. */
  private static boolean isJustBefore(Instant moment, Instant asked, Instant now) {
    return moment.isAfter(asked.minus(PAUSE)) && !moment.isAfter(now);
  }

  private Optional<JWK> published(@Nullable String kid) {
    Instant now = clock.instant();
    return known.stream()
        .filter(each -> Objects.equals(each.key().getKeyID(), kid))
        .filter(each -> each.until().plus(TAIL).isAfter(now))
        .map(each -> (JWK) each.key().toPublicJWK())
        .findFirst();
  }

  /** A key outlives its tokens, so none is withdrawn while one of them lives. */
  @Override
  public long version() {
    return 0;
  }

  /**
   * Makes the keys that are due and removes those that are over; to be called every minute or so.
   * May throw {@link dev.kasava.keys.store.StoreException}.
   */
  public synchronized void tend() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    store.removeEndedBy(now.minus(TAIL));
    int last = load();
    if (signing(now).isEmpty()) {
      store.add(make(last + 1, now));
      last = load();
    }
    Signing newest = known.isEmpty() ? null : known.getLast();
    if (newest != null
        && !newest.from().isAfter(now)
        && !newest.until().minus(AHEAD).isAfter(now)) {
      store.add(make(last + 1, newest.until()));
      load();
    }
  }

  /** Answers the highest number in use, 0 for none. */
  private synchronized int load() {
    List<Sealed> all = store.all();
    List<Signing> opened = new ArrayList<>();
    for (Sealed sealed : all) {
      open(sealed).ifPresent(opened::add);
    }
    known = List.copyOf(opened);
    return all.isEmpty() ? 0 : all.getLast().generation();
  }

  private Sealed make(int generation, Instant from) {
    try {
      ECKey key =
          new ECKeyGenerator(Curve.P_256)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.ES256)
              .keyIDFromThumbprint(true)
              .generate();
      Instant until = from.plus(SIGNS);
      byte[] plain = key.toJSONString().getBytes(StandardCharsets.UTF_8);
      byte[] context = context(generation, key.getKeyID(), from, until);
      return new Sealed(
          generation, key.getKeyID(), seal.seal(plain, context), seal.version(), from, until);
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java runtime has no P-256", e);
    }
  }

  private Optional<Signing> open(Sealed sealed) {
    byte[] context =
        context(sealed.generation(), sealed.keyId(), sealed.signsFrom(), sealed.signsUntil());
    Optional<byte[]> plain = seal.open(sealed.box(), sealed.pepperVersion(), context);
    if (plain.isEmpty()) {
      log.error("The signing key {} cannot be opened: it was changed.", sealed.generation());
      return Optional.empty();
    }
    try {
      ECKey key = ECKey.parse(new String(plain.get(), StandardCharsets.UTF_8));
      return Optional.of(new Signing(key, sealed.signsFrom(), sealed.signsUntil()));
    } catch (ParseException e) {
      // Not chained: its message could quote the key.
      throw new IllegalStateException("a sealed signing key is no key");
    }
  }

  /** What a box is tied to, so that its time cannot be changed in the database either. */
  private static byte[] context(int generation, String keyId, Instant from, Instant until) {
    return (generation + " " + keyId + " " + from.toEpochMilli() + " " + until.toEpochMilli())
        .getBytes(StandardCharsets.UTF_8);
  }
}
