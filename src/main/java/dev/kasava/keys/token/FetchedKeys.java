package dev.kasava.keys.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are fetched from an issuer and kept. Known keys go on while the issuer is down. A kid
 * that is not known has them fetched again, but only so often, and only so many callers wait for
 * it, so that neither the issuer nor our threads are at the mercy of whoever makes kids up.
 * Thread-safe.
 */
final class FetchedKeys implements KeySource {
  /** After so long they are fetched anew, while those that are known still count. */
  static final Duration FRESH = Duration.ofMinutes(10);

  /** After so long without word from the issuer they count no more. */
  static final Duration LONGEST_KEPT = Duration.ofHours(24);

  /** How long after one fetch for the sake of an unknown kid there is no other. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final int MOST_WAITING = 4;
  private static final Logger log = LoggerFactory.getLogger(FetchedKeys.class);

  private record Known(JWKSet keys, Instant since, long version) {}

  private final Discovery discovery;
  private final InstantSource clock;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);
  private volatile @Nullable Known known;
  private @Nullable CompletableFuture<Boolean> underWay;
  private Instant nextWanted = Instant.MIN;
  private Instant nextRefresh = Instant.MIN;

  FetchedKeys(Discovery discovery, InstantSource clock) {
    this.discovery = discovery;
    this.clock = clock;
  }

  @Override
  public Answer find(@Nullable String kid, Algorithm algorithm) {
    Optional<JWK> found = look(kid, algorithm);
    if (found.isPresent()) {
      refreshIfDue();
      return new Answer.Found(found.get());
    }
    fetchAndWait();
    return look(kid, algorithm)
        .<Answer>map(Answer.Found::new)
        .orElseGet(() -> current() == null ? new Answer.Unreachable() : new Answer.None());
  }

  private Optional<JWK> look(@Nullable String kid, Algorithm algorithm) {
    Known now = current();
    return now == null ? Optional.empty() : KeySets.find(now.keys(), kid, algorithm);
  }

  private @Nullable Known current() {
    Known now = known;
    return now != null && now.since().plus(LONGEST_KEPT).isAfter(clock.instant()) ? now : null;
  }

  @Override
  public long version() {
    Known now = current();
    return now == null ? -1 : now.version();
  }

  private synchronized void refreshIfDue() {
    Instant now = clock.instant();
    if (known != null && !known.since().plus(FRESH).isAfter(now) && !nextRefresh.isAfter(now)) {
      nextRefresh = now.plus(PAUSE);
      var _ = begin();
    }
  }

  private void fetchAndWait() {
    CompletableFuture<Boolean> fetching = wanted();
    if (fetching == null || !waiting.tryAcquire()) {
      return;
    }
    try {
      fetching.get(2 * Fetch.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.debug("The keys were waited for in vain.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      waiting.release();
    }
  }

  /** The fetch to wait for; null when there was one just now. */
  private synchronized @Nullable CompletableFuture<Boolean> wanted() {
    if (underWay != null) {
      return underWay;
    }
    Instant now = clock.instant();
    if (nextWanted.isAfter(now)) {
      return null;
    }
    // The first fetch of all is not for the sake of a made-up kid.
    if (known != null) {
      nextWanted = now.plus(PAUSE);
    }
    return begin();
  }

  private synchronized CompletableFuture<Boolean> begin() {
    if (underWay != null) {
      return underWay;
    }
    CompletableFuture<Boolean> fetching = new CompletableFuture<>();
    underWay = fetching;
    Thread.ofVirtual().name("issuer-keys").start(() -> fetch(fetching));
    return fetching;
  }

  private void fetch(CompletableFuture<Boolean> fetching) {
    try {
      take(discovery.keys());
    } catch (IssuerException e) {
      log.warn("An issuer's keys could not be fetched: {}", e.getMessage());
    } catch (RuntimeException e) {
      log.error("An issuer's keys could not be fetched.", e);
    } finally {
      synchronized (this) {
        underWay = null;
        if (known == null) {
          nextWanted = clock.instant().plus(PAUSE);
        }
      }
      fetching.complete(true);
    }
  }

  private synchronized void take(JWKSet keys) {
    Known before = known;
    boolean isSame = before != null && before.keys().toString().equals(keys.toString());
    long version = before == null ? 0 : isSame ? before.version() : before.version() + 1;
    known = new Known(keys, clock.instant(), version);
  }
}
