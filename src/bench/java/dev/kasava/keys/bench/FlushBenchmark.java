package dev.kasava.keys.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.kasava.keys.app.DataFolder;
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
 * What it takes of a core to hand the counts of many changed keys to the store once a second: the
 * processor time of the whole process while a flush runs. Keys are used in an order of chance.
 */
final class FlushBenchmark {
  private static final int KEYS = 100_000;
  private static final int CHANGED = 10_000;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 30;
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
      for (int i = 0; i < WARM_UP; i++) {
        flush(installation, ids);
      }
      Times times = new Times();
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        times.add(flush(installation, ids));
        TimeUnit.NANOSECONDS.sleep(
            TimeUnit.SECONDS.toNanos(1) - Math.min(System.nanoTime() - start, 999_000_000));
      }
      return report(times);
    }
  }

  private long flush(Installation installation, List<KeyId> ids) {
    Collections.shuffle(ids, random);
    for (KeyId id : ids.subList(0, CHANGED)) {
      installation.meter().count(id, Client.CURL, Counted.ACCEPTED);
    }
    long before = machine.getProcessCpuTime();
    installation.meter().flush();
    return machine.getProcessCpuTime() - before;
  }

  private boolean report(Times times) {
    double percent = times.median() / 1e7;
    out.printf(
        "%d of %d keys changed: %.1f ms of CPU (%.1f-%.1f) a flush%n",
        CHANGED,
        KEYS,
        times.median() / 1e6,
        times.quantile(0.05) / 1e6,
        times.quantile(0.95) / 1e6);
    return Ratios.verdict(
        percent <= MOST_PERCENT, percent, "<=", MOST_PERCENT, "percent of a core", out);
  }
}
