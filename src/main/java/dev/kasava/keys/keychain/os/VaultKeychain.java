package dev.kasava.keys.keychain.os;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.machine.OneAtATime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A vault made safe: within a time limit, read back after every change, one process at a time, and
 * whatever it throws named.
 */
final class VaultKeychain implements Keychain {
  /** Opens a vault, which is closed after each use. */
  interface Opening {
    Vault open() throws Exception;

    /** What {@link Vault#read} would answer; null where a vault has to be opened to tell. */
    default @Nullable List<String> glance(Account account) {
      return null;
    }
  }

  private interface Work<T> {
    T run(Vault vault) throws Exception;
  }

  /** May spare the work; null when it does not. */
  private interface Shortcut<T> {
    @Nullable T run();
  }

  /** What one thread leaves for another. The JDK's own would set up a pool of threads first. */
  private static final class Outcome<T> {
    private final CountDownLatch isThere = new CountDownLatch(1);
    private @Nullable T result;
    private @Nullable Throwable failure;

    void complete(T with) {
      result = with;
      isThere.countDown();
    }

    /** After a result it comes too late. */
    void fail(Throwable reason) {
      failure = reason;
      isThere.countDown();
    }

    T await(Duration limit) throws TroubleException {
      try {
        if (!isThere.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new TroubleException(Trouble.TIMEOUT);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TroubleException(Trouble.TIMEOUT);
      }
      if (result != null) {
        return result;
      }
      throw failure instanceof TroubleException trouble
          ? trouble
          : new TroubleException(failure instanceof IOException ? Trouble.DENIED : Trouble.FAILED);
    }
  }

  private final Storage storage;
  private final String place;
  private final Opening opening;
  private final Path lockFolder;
  private final Duration limit;

  /**
   * @param lockFolder in which processes keep out of each other's way; made when missing
   * @param limit how long any call may take
   */
  VaultKeychain(Storage storage, String place, Opening opening, Path lockFolder, Duration limit) {
    this.storage = storage;
    this.place = place;
    this.opening = opening;
    this.lockFolder = lockFolder;
    this.limit = limit;
  }

  @Override
  public String place() {
    return place;
  }

  @Override
  public Storage storage() {
    return storage;
  }

  @Override
  public Lookup get(Account account) {
    try {
      return read(limited(() -> opening.glance(account), vault -> vault.read(account)));
    } catch (TroubleException e) {
      return new Lookup.Failed(e.trouble());
    }
  }

  private static Lookup read(List<String> texts) {
    if (texts.isEmpty()) {
      return new Lookup.Missing();
    }
    String text = texts.getFirst();
    for (String other : texts) {
      if (!other.equals(text)) {
        return new Lookup.Failed(Trouble.DUPLICATE);
      }
    }
    return KeyFormat.parseAny(text)
        .<Lookup>map(Lookup.Found::new)
        .orElseGet(() -> new Lookup.Failed(Trouble.NO_KEY));
  }

  @Override
  public Change put(Account account, Secret secret) {
    String text = secret.reveal();
    return change(
        vault -> {
          vault.write(account, text);
          // Some say that all is well and keep the old one.
          return vault.read(account).equals(List.of(text));
        });
  }

  @Override
  public Change remove(Account account) {
    return change(
        vault -> {
          vault.delete(account);
          return vault.read(account).isEmpty();
        });
  }

  @Override
  public Change probe() {
    try {
      limited(() -> null, vault -> true);
      return new Change.Done();
    } catch (TroubleException e) {
      return new Change.Failed(e.trouble());
    }
  }

  private Change change(Work<Boolean> work) {
    try {
      return limited(
              () -> null,
              vault -> OneAtATime.run(lockFolder, "keychain.lock", () -> work.run(vault)))
          ? new Change.Done()
          : new Change.Failed(Trouble.DENIED);
    } catch (TroubleException e) {
      return new Change.Failed(e.trouble());
    }
  }

  /** On a thread of its own, which nobody waits for at the end: keychains may wait for people. */
  private <T> T limited(Shortcut<T> shortcut, Work<T> work) throws TroubleException {
    Outcome<T> outcome = new Outcome<>();
    Thread.ofPlatform().daemon().name("keychain").start(() -> run(shortcut, work, outcome));
    return outcome.await(limit);
  }

  private <T> void run(Shortcut<T> shortcut, Work<T> work, Outcome<T> outcome) {
    try {
      T spared = shortcut.run();
      if (spared != null) {
        outcome.complete(spared);
        return;
      }
      try (Vault vault = opening.open()) {
        outcome.complete(work.run(vault));
      }
    } catch (Throwable e) {
      outcome.fail(e);
    }
  }
}
