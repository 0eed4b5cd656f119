package dev.kasava.keys.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * What it takes of a core to keep the counts of many changed keys, as a server does: 10,000 of
 * 100,000 keys, in an order of chance, are used every second. The processor time of the whole
 * process is taken: counting into the journal, and handing over to the store as often as a server
 * does.
 */
final class FlushBenchmark {
  private static final int KEYS = 100_000;
  private static final int CHANGED = 10_000;
  private static final int WARM_UP = 30;
  private static final int SECONDS = 30;

  /** Those in which the compilers are still at work; they are not counted. */
  private static final int ROUNDS_TO_WARM_UP = 3;

  private static final int ROUNDS = 7;
  private static final double MOST_PERCENT = 1.5;

  private final Random random = new Random(2026);
  private final OperatingSystemMXBean machine =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final PrintStream out;

  FlushBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether it takes no more than it may. */
  boolean run(Path folder) throws IOException, InterruptedException {
    out.println("flush: making " + KEYS + " keys");
    KeyFolder keys = KeyFolder.make(folder, KEYS);
    try (Installation installation =
        Installation.open(new DataFolder(keys.data()), Map.of(), InstantSource.system())) {
      List<KeyId> ids = new ArrayList<>(keys.ids());
      long handOver = warmUp(installation, ids);
      try (HttpService server =
          HttpService.start(installation, new HttpService.Options("127.0.0.1", 0, null))) {
        out.println("flush: counting beside " + server.address());
        for (int i = 0; i < ROUNDS_TO_WARM_UP; i++) {
          round(installation, ids);
        }
        Times percent = new Times();
        for (int i = 0; i < ROUNDS; i++) {
          percent.add(round(installation, ids));
        }
        return report(percent, handOver);
      }
    }
  }

  /** Answers the processor time of one hand-over, in nanoseconds. */
  private long warmUp(Installation installation, List<KeyId> ids) {
    Times times = new Times();
    for (int i = 0; i < WARM_UP; i++) {
      use(installation, ids);
      long before = machine.getProcessCpuTime();
      installation.meter().flush();
      times.add(machine.getProcessCpuTime() - before);
    }
    return times.median();
  }

  private void use(Installation installation, List<KeyId> ids) {
    for (int i = 0; i < CHANGED; i++) {
      // Each is changed, so each is another one.
      Collections.swap(ids, i, i + random.nextInt(KEYS - i));
      installation.meter().count(ids.get(i), Client.CURL, Counted.ACCEPTED);
    }
  }

  /** Answers the share of a core, in thousandths of a percent. */
  private long round(Installation installation, List<KeyId> ids) throws InterruptedException {
    long begun = System.nanoTime();
    long before = machine.getProcessCpuTime();
    for (int second = 1; second <= SECONDS; second++) {
      use(installation, ids);
      long left = begun + TimeUnit.SECONDS.toNanos(second) - System.nanoTime();
      TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
    }
    long taken = machine.getProcessCpuTime() - before;
    return taken * 100_000 / (System.nanoTime() - begun);
  }

  private boolean report(Times percent, long handOver) {
    out.printf(
        "%d of %d keys changed every second: %.2f%% of a core (%.2f-%.2f), %.1f ms a hand-over%n",
        CHANGED,
        KEYS,
        percent.median() / 1e3,
        percent.quantile(0) / 1e3,
        percent.quantile(1) / 1e3,
        handOver / 1e6);
    return Ratios.verdict(
        percent.median() / 1e3 <= MOST_PERCENT,
        percent.median() / 1e3,
        "<=",
        MOST_PERCENT,
        "percent of a core",
        out);
  }
}
