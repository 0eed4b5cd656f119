package dev.kasava.keys.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * How long a page of the list takes, from the request to its last byte, with many keys and with
 * few: every order, filter and kind of search, in turn and in an order of chance.
 */
final class ListBenchmark {
  private static final int FEW = 100;
  private static final int MANY = 100_000;
  private static final int USED = 7;
  private static final int WARM_UP = 60;
  private static final int ROUNDS = 200;

  /** How much longer than the plain list of few keys a page may take. */
  private static final double ALLOWED = 3;

  /** Thousands of keys that fit, behind more thousands that do not: to be known, not to be held. */
  private static final String UNBOUND = "(common words, by name)";

  private static final Map<String, String> VIEWS = new LinkedHashMap<>();

  static {
    VIEWS.put("newest", "");
    VIEWS.put("oldest", "?sort=oldest");
    VIEWS.put("name", "?sort=name");
    VIEWS.put("name, reversed", "?sort=name-reversed");
    VIEWS.put("last used", "?sort=last-used");
    VIEWS.put("longest unused", "?sort=longest-unused");
    VIEWS.put("expiry", "?sort=expiry");
    VIEWS.put("expiry, reversed", "?sort=expiry-reversed");
    VIEWS.put("active", "?status=active");
    VIEWS.put("expiring soon", "?status=expiring-soon");
    VIEWS.put("expired", "?status=expired");
    VIEWS.put("pending", "?status=pending");
    VIEWS.put("expired, by name", "?status=expired&sort=name");
    VIEWS.put("search: a common word", "?q=server");
    VIEWS.put("search: a rare word", "?q=77");
    VIEWS.put("search: two words", "?q=server+77");
    VIEWS.put("search: no match", "?q=nowhere");
    VIEWS.put("rare word, by name", "?q=77&sort=name");
    VIEWS.put(UNBOUND, "?q=git+act&sort=name");
  }

  private record Measured(Times few, Times many) {}

  private final PrintStream out;

  ListBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether no page of many keys takes longer than is allowed. */
  boolean run(Path folder) {
    out.println("list: making " + FEW + " and " + MANY + " keys");
    try (ManyKeys few = new ManyKeys(folder.resolve("few"), FEW, USED);
        ManyKeys many = new ManyKeys(folder.resolve("many"), MANY, USED)) {
      measure(few, many, WARM_UP);
      return report(measure(few, many, ROUNDS));
    }
  }

  private static Map<String, Measured> measure(ManyKeys few, ManyKeys many, int rounds) {
    Map<String, Measured> measured = new LinkedHashMap<>();
    VIEWS.keySet().forEach(view -> measured.put(view, new Measured(new Times(), new Times())));
    Random random = new Random(1);
    List<String> order = new ArrayList<>(VIEWS.keySet());
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (String view : order) {
        String path = "/settings/api-keys" + VIEWS.get(view);
        Measured times = measured.getOrDefault(view, new Measured(new Times(), new Times()));
        if (random.nextBoolean()) {
          times.few().add(time(few, path));
          times.many().add(time(many, path));
        } else {
          times.many().add(time(many, path));
          times.few().add(time(few, path));
        }
      }
    }
    return measured;
  }

  private static long time(ManyKeys keys, String path) {
    long start = System.nanoTime();
    keys.get(path);
    return System.nanoTime() - start;
  }

  private boolean report(Map<String, Measured> measured) {
    long plain = measured.values().iterator().next().few().median();
    double worst = 0;
    out.printf("%-24s %22s %22s %10s%n", "milliseconds", FEW + " keys", MANY + " keys", "times");
    for (Map.Entry<String, Measured> view : measured.entrySet()) {
      Times many = view.getValue().many();
      double times = (double) many.median() / plain;
      worst = view.getKey().equals(UNBOUND) ? worst : Math.max(worst, times);
      out.printf(
          "%-24s %22s %22s %10.2f%n",
          view.getKey(), text(view.getValue().few()), text(many), times);
    }
    boolean good = worst <= ALLOWED;
    out.printf(
        "%s: at most %.2f times the list of %d keys (allowed: %.0f)%n",
        good ? "PASS" : "FAIL", worst, FEW, ALLOWED);
    return good;
  }

  /** The median, and between what nine of ten lie. */
  private static String text(Times times) {
    return "%.2f (%.2f-%.2f)"
        .formatted(ms(times.median()), ms(times.quantile(0.05)), ms(times.quantile(0.95)));
  }

  private static double ms(long nanos) {
    return nanos / 1e6;
  }
}
