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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A vault made safe: within a time limit, read back after every change, one process at a time, and
 * whatever it throws named.
 */
final class VaultKeychain implements Keychain {
  /** Opens a vault, which is closed after each use. */
  interface Opening {
    Vault open() throws Exception;
  }

  private interface Work<T> {
    T run(Vault vault) throws Exception;
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
      return read(limited(vault -> vault.read(account)));
    } catch (TroubleException e) {
      return new Lookup.Failed(e.trouble());
    }
  }

  private static Lookup read(List<String> texts) {
    List<String> distinct = texts.stream().distinct().toList();
    if (distinct.isEmpty()) {
      return new Lookup.Missing();
    }
    if (distinct.size() > 1) {
      return new Lookup.Failed(Trouble.DUPLICATE);
    }
    return KeyFormat.parseAny(distinct.getFirst())
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
      limited(vault -> true);
      return new Change.Done();
    } catch (TroubleException e) {
      return new Change.Failed(e.trouble());
    }
  }

  private Change change(Work<Boolean> work) {
    try {
      return limited(vault -> OneAtATime.run(lockFolder, "keychain.lock", () -> work.run(vault)))
          ? new Change.Done()
          : new Change.Failed(Trouble.DENIED);
    } catch (TroubleException e) {
      return new Change.Failed(e.trouble());
    }
  }

  /** On a thread of its own, which nobody waits for at the end: keychains may wait for people. */
  private <T> T limited(Work<T> work) throws TroubleException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("keychain")
        .start(
            () -> {
              try (Vault vault = opening.open()) {
                result.complete(work.run(vault));
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new TroubleException(Trouble.TIMEOUT);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TroubleException trouble
          ? trouble
          : new TroubleException(
              e.getCause() instanceof IOException ? Trouble.DENIED : Trouble.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TroubleException(Trouble.TIMEOUT);
    }
  }
}
