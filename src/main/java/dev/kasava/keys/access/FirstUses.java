package dev.kasava.keys.access;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.store.StoredSecret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the secret before a successor, when that is accepted for the first time. A good secret is
 * not refused because the store cannot be written just then: the old one lives on until it can.
 * Thread-safe.
 */
final class FirstUses {
  /** How long a request waits for the store. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a store that could not be written is left alone. */
  static final Duration PAUSE = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(FirstUses.class);

  private record Attempt(Instant begun, CompletableFuture<StoredSecret> result) {}

  private final KeyStore store;
  private final InstantSource clock;
  private final ConcurrentMap<KeyDigest, Attempt> attempts = new ConcurrentHashMap<>();

  FirstUses(KeyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Notes that a successor was accepted; blocks, up to {@link #PATIENCE}.
   *
   * @return what the digest stands for afterwards: it may have ended since it was looked up
   */
  StoredSecret note(KeyDigest digest, StoredSecret.Live successor) {
    Instant now = clock.instant();
    Attempt attempt =
        attempts.compute(
            digest, (same, last) -> isOver(last, now) ? begin(digest, successor, now) : last);
    Duration left = PATIENCE.minus(Duration.between(attempt.begun(), now));
    try {
      return attempt.result().get(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return successor;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return successor;
    }
  }

  private static boolean isOver(@Nullable Attempt last, Instant now) {
    return last == null || (last.result().isDone() && !last.begun().plus(PAUSE).isAfter(now));
  }

  /** On a thread of its own: a locked database keeps it for longer than a request can wait. */
  private Attempt begin(KeyDigest digest, StoredSecret.Live successor, Instant now) {
    Attempt attempt = new Attempt(now, new CompletableFuture<>());
    Thread.ofPlatform()
        .daemon()
        .name("first-use")
        .start(
            () -> {
              try {
                StoredSecret after = store.write(writer -> note(writer, digest, successor));
                attempts.remove(digest, attempt);
                attempt.result().complete(after);
              } catch (RuntimeException e) {
                if (e instanceof StoreException) {
                  log.warn("A replaced secret could not be ended yet: {}", e.getMessage());
                } else {
                  log.error("A replaced secret could not be ended yet.", e);
                }
                attempt.result().completeExceptionally(e);
              }
            });
    return attempt;
  }

  private StoredSecret note(KeyWriter writer, KeyDigest digest, StoredSecret.Live successor) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (writer.noteFirstUse(digest, now)) {
      writer.audit(retired(successor.grant(), now));
    }
    return writer.secret(digest).orElse(successor);
  }

  private static AuditRecord retired(Grant grant, Instant now) {
    return new AuditRecord(
        now,
        grant.owner(),
        grant.keyId(),
        "",
        Client.UNKNOWN,
        AuditRecord.Action.RETIRED,
        grant.keyId(),
        grant.name().text(),
        "first use of the new secret");
  }
}
