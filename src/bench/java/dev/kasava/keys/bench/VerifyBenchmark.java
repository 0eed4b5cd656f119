package dev.kasava.keys.bench;

import com.sun.management.ThreadMXBean;
import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.store.StoredSecret;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One verification in process, from the text of the credential to the count, with few and with many
 * keys remembered; what it allocates; and what a remembered key takes of the heap.
 *
 * <p>Keys are verified in an order of chance, a batch at a time, few and many in turn. The texts of
 * a batch are made just before it, as those of requests are, so that finding them is not measured.
 */
final class VerifyBenchmark {
  private static final int FEW = 1_000;
  private static final int MANY = 1_000_000;
  private static final int BATCH = 1_000;
  private static final int WARM_UP = 3_000;
  private static final int ROUNDS = 4_000;

  private static final long MOST_NANOS = 400;
  private static final double MOST_TIMES = 1.8;
  private static final long MOST_HEAP = 100;

  private final Random random = new Random(2026);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final PrintStream out;

  VerifyBenchmark(PrintStream out) {
    this.out = out;
  }

  /** An installation's own verification, of keys that it is told of. */
  private final class Keys {
    private final Authenticator authenticator;
    private final byte[] texts;
    private final int length;
    private final int count;
    private final long heapPerKey;
    private final Times times = new Times();
    private long bytes;
    private long accepted;

    Keys(Installation installation, int count) {
      this.count = count;
      this.length = installation.format().length();
      this.texts = new byte[count * length];
      OneAnswerStore store = new OneAnswerStore(installation.keys().changeWord());
      this.authenticator =
          new Authenticator(
              installation.format(),
              installation.peppers(),
              store,
              installation.meter(),
              installation.clock());
      for (int i = 0; i < count; i++) {
        Secret secret = installation.format().generate(random);
        byte[] text = secret.reveal().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, texts, i * length, length);
      }
      long before = heap();
      for (int i = 0; i < count; i++) {
        store.answer(new StoredSecret.Live(grant(i), null, false));
        authenticator.verify(text(i), List.of());
      }
      this.heapPerKey = (heap() - before) / count;
    }

    private String text(int number) {
      return new String(texts, number * length, length, StandardCharsets.US_ASCII);
    }

    /**
     * @param kept whether the times are
     */
    void verifyBatch(boolean kept) {
      List<String> batch = new ArrayList<>(BATCH);
      for (int i = 0; i < BATCH; i++) {
        batch.add(text(random.nextInt(count)));
      }
      long allocated = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      for (int i = 0; i < BATCH; i++) {
        verify(batch.get(i));
      }
      long nanos = System.nanoTime() - start;
      if (kept) {
        times.add(nanos / BATCH);
        bytes += threads.getCurrentThreadAllocatedBytes() - allocated;
      }
    }

    private void verify(String text) {
      authenticator.pass(text, List.of(), Client.CURL, this, (keys, key) -> keys.accepted++);
    }

    double bytesEach() {
      return (double) bytes / ((long) ROUNDS * BATCH);
    }
  }

  private Grant grant(int number) {
    return new Grant(
        KeyId.random(random),
        new OwnerId("own_" + number % 10),
        new KeyName("Service " + number),
        new Scopes(Scopes.DEFAULT.sorted()),
        number % 2 == 0
            ? null
            : Instant.ofEpochMilli(System.currentTimeMillis() + (86_400L * 365 + number) * 1_000));
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Answers whether time, garbage and heap keep to their limits. */
  boolean run(Path folder) {
    try (TestInstallation one = TestInstallation.in(folder.resolve("few"));
        TestInstallation other = TestInstallation.in(folder.resolve("many"))) {
      Keys few = new Keys(one.get(), FEW);
      Keys many = new Keys(other.get(), MANY);
      for (int i = 0; i < WARM_UP; i++) {
        few.verifyBatch(false);
        many.verifyBatch(false);
      }
      long before = few.accepted + many.accepted;
      for (int i = 0; i < ROUNDS; i++) {
        few.verifyBatch(true);
        many.verifyBatch(true);
      }
      long accepted = few.accepted + many.accepted - before;
      if (accepted != 2L * ROUNDS * BATCH) {
        throw new IllegalStateException("only " + accepted + " were accepted");
      }
      return report(few, many);
    }
  }

  private boolean report(Keys few, Keys many) {
    out.printf("%-14s %24s %14s %18s%n", "verify", "ns", "bytes", "heap bytes a key");
    for (Keys keys : List.of(few, many)) {
      out.printf(
          "%-14s %24s %14.2f %18s%n",
          keys.count + " keys",
          "%d (%d-%d)"
              .formatted(keys.times.median(), keys.times.quantile(0.05), keys.times.quantile(0.95)),
          keys.bytesEach(),
          keys == few ? "" : keys.heapPerKey);
    }
    double ratio = (double) many.times.median() / few.times.median();
    boolean good =
        many.times.median() <= MOST_NANOS
            && ratio <= MOST_TIMES
            && many.bytesEach() < 0.5
            && many.heapPerKey <= MOST_HEAP;
    out.printf(
        "%s: %.2f times as long (allowed: %.1f, %d ns, 0 bytes, %d bytes a key)%n",
        good ? "PASS" : "FAIL", ratio, MOST_TIMES, MOST_NANOS, MOST_HEAP);
    return good;
  }
}
