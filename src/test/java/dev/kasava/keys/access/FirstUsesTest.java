package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A good new secret is accepted whatever the store can do just then. */
final class FirstUsesTest {
  /** A store whose writing the test holds up, or lets fail. */
  private static final class BalkingStore implements KeyStore {
    private final KeyStore store;
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean fails;
    private volatile CountDownLatch lock = new CountDownLatch(0);
    private volatile Thread writer = Thread.currentThread();

    BalkingStore(KeyStore store) {
      this.store = store;
    }

    @Override
    public <T> T read(Function<? super KeyReader, ? extends T> work) {
      return store.read(work);
    }

    @Override
    public <T> T write(Function<? super KeyWriter, ? extends T> work) {
      writer = Thread.currentThread();
      writes.incrementAndGet();
      try {
        lock.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (fails) {
        throw new StoreException("The database cannot be written.");
      }
      return store.write(work);
    }

    @Override
    public ChangeWord changeWord() {
      return store.changeWord();
    }
  }

  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
  private final TestInstallation test;
  private final BalkingStore store;
  private final Authenticator authenticator;
  private final String old;
  private final String next;

  FirstUsesTest(@TempDir Path folder) {
    test = TestInstallation.in(folder, clock);
    store = new BalkingStore(test.get().keys());
    authenticator = test.authenticatorOver(store);
    Issue.Claimed key = test.create("CI", null, "keys:read");
    old = key.secret().reveal();
    Issue.Claimed replaced =
        test.regenerate(key, new RegenerateKey.Request(0, true, null, false, true));
    next = replaced.secret().reveal();
  }

  @AfterEach
  void close() {
    test.close();
  }

  private String codeOf(String secret) {
    return authenticator.verify(secret, List.of()).code();
  }

  @Test
  void whereTheStoreCannotBeWrittenTheOldSecretLivesOnUntilItCan() {
    store.fails = true;
    assertThat(codeOf(next)).isEqualTo("accepted");
    assertThat(codeOf(next)).isEqualTo("accepted");
    assertThat(codeOf(old)).isEqualTo("accepted");
    assertThat(store.writes).as("it is left alone for a while").hasValue(1);

    clock.advance(FirstUses.PAUSE);
    assertThat(codeOf(next)).isEqualTo("accepted");
    assertThat(store.writes).hasValue(2);

    store.fails = false;
    clock.advance(FirstUses.PAUSE);
    assertThat(codeOf(next)).isEqualTo("accepted");
    assertThat(codeOf(old)).isEqualTo("revoked");
  }

  @Test
  void whereTheStoreIsLockedTheRequestIsAnsweredAllTheSame() throws InterruptedException {
    store.lock = new CountDownLatch(1);
    assertThat(codeOf(next)).isEqualTo("accepted");
    clock.advance(FirstUses.PATIENCE);
    assertThat(codeOf(next)).as("and nobody waits for it again").isEqualTo("accepted");
    assertThat(codeOf(old)).isEqualTo("accepted");
    assertThat(store.writes).hasValue(1);

    store.lock.countDown();
    store.writer.join();
    assertThat(codeOf(old)).isEqualTo("revoked");
    assertThat(codeOf(next)).isEqualTo("accepted");
  }
}
