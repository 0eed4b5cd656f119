package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.claimed;
import static dev.kasava.keys.store.StoreSamples.digest;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every key store has to keep together, and what others see of it. */
public abstract class TransactionContract extends StoreContract {
  private List<AuditEntry> audit() {
    return store().read(reader -> reader.audit(AuditQuery.newest(owner.id(), 10)));
  }

  @Test
  void aTransactionIsKeptWholeOrNotAtAll() {
    ApiKey key = key(owner.id(), "CI", NOW);
    assertThatThrownBy(
            () ->
                write(
                    writer -> {
                      writer.addKey(key);
                      writer.addSecret(key.id(), digest(), NOW);
                      writer.audit(record(key, AuditRecord.Action.CREATED));
                      throw new IllegalStateException("halfway");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("halfway");
    assertThat(find(key.id())).isNull();
    assertThat(audit()).isEmpty();
    assertThat(list("", null, 9).keys()).isEmpty();
    assertThat(ChangeWord.isUnsettled(store().changeWord().get())).isFalse();
    // Nor is the store any worse for it.
    added(key);
    write(
        writer -> {
          writer.deleteKey(key.id(), NOW);
          writer.audit(record(key, AuditRecord.Action.DELETED));
        });
    assertThat(find(key.id())).isNull();
    assertThat(audit()).hasSize(1);
  }

  @Test
  void anErrorInTheWorkKeepsNothingEither() {
    ApiKey key = key(owner.id(), "CI", NOW);
    assertThatThrownBy(
            () ->
                write(
                    writer -> {
                      writer.addKey(key);
                      throw new AssertionError("an error");
                    }))
        .hasMessage("an error");
    assertThat(find(key.id())).isNull();
    added(key);
  }

  @Test
  void aReadSeesOneSnapshot() throws Exception {
    added(key(owner.id(), "Before", NOW));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      List<Integer> sizes =
          store()
              .read(
                  reader -> {
                    KeyQuery all = new KeyQuery(owner.id(), "", null, 9, NOW);
                    int before = reader.keys(all).keys().size();
                    Future<?> added =
                        threads.submit(() -> added(key(owner.id(), "Meanwhile", NOW)));
                    await(added);
                    return List.of(before, reader.keys(all).keys().size());
                  });
      assertThat(sizes).containsExactly(1, 1);
    }
    assertThat(list("", null, 9).keys()).hasSize(2);
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void othersSeeWhatWasCommitted() {
    try (Stores second = stores().again()) {
      ApiKey key = added(key(owner.id(), "CI", NOW));
      long before = store().changeWord().get();
      long own = second.keys().changeWord().get();
      assertThat(second.keys().<Boolean>read(reader -> reader.key(key.id()).isPresent())).isTrue();
      second
          .keys()
          .write(
              writer -> {
                writer.deleteKey(key.id(), NOW);
                return "";
              });
      assertThat(find(key.id())).isNull();
      assertThat(second.keys().changeWord().get()).isNotEqualTo(own);
      Wait.until("the other's change", () -> store().changeWord().get() != before);
    }
  }

  @Test
  void writersTakeTurns() throws Exception {
    ApiKey key = added(claimed(key(owner.id(), "0", NOW)));
    int threads = 8;
    int rounds = 25;
    CountDownLatch start = new CountDownLatch(1);
    try (Stores second = stores().again();
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        KeyStore mine = i % 2 == 0 ? store() : second.keys();
        done.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int round = 0; round < rounds; round++) {
                    mine.write(writer -> incrementName(writer, key.id()));
                  }
                  return null;
                }));
      }
      start.countDown();
      for (Future<?> one : done) {
        one.get();
      }
    }
    assertThat(
            store().<String>read(reader -> reader.key(key.id()).orElseThrow().key().name().text()))
        .isEqualTo(String.valueOf(threads * rounds));
  }

  private static String incrementName(KeyWriter writer, KeyId id) {
    ApiKey key = writer.key(id).orElseThrow().key();
    writer.updateKey(
        key.withName(new KeyName(String.valueOf(Integer.parseInt(key.name().text()) + 1))));
    return "";
  }
}
