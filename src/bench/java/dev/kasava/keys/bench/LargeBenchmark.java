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
 * The first page of the list, searches, and the usage of a key, with a million keys of one owner
 * and with a thousand, from the request to the last byte.
 */
final class LargeBenchmark {
  private static final int FEW = 1_000;
  private static final int MANY = 1_000_000;
  private static final int USED = 1;
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 200;
  private static final double ALLOWED = 2;

  /** One key of few, some hundred of many: what there is to show differs, too. */
  private static final String RARE = "(search: a rare word)";

  private static final String LIST = "/settings/api-keys";
  private static final Map<String, String> VIEWS = new LinkedHashMap<>();

  static {
    VIEWS.put("first page", LIST);
    VIEWS.put("search: a common word", LIST + "?q=server");
    VIEWS.put("search: one key", LIST + "?q=NAME");
    VIEWS.put(RARE, LIST + "?q=server+777");
    VIEWS.put("search: no match", LIST + "?q=nowhere");
    VIEWS.put("usage of a key", "");
  }

  private final PrintStream out;

  LargeBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether no page of a million keys takes longer than it may. */
  boolean run(Path folder) {
    out.println("large: making " + FEW + " and " + MANY + " keys");
    try (ManyKeys few = new ManyKeys(folder.resolve("few"), FEW, USED);
        ManyKeys many = new ManyKeys(folder.resolve("many"), MANY, USED)) {
      measure(few, many, WARM_UP);
      return report(measure(few, many, ROUNDS));
    }
  }

  private static Map<String, Ratios> measure(ManyKeys few, ManyKeys many, int rounds) {
    Map<String, Ratios> measured = new LinkedHashMap<>();
    VIEWS.keySet().forEach(view -> measured.put(view, new Ratios("ms", FEW + " keys")));
    Random random = new Random(1);
    List<String> order = new ArrayList<>(VIEWS.keySet());
    for (int round = 0; round < rounds; round++) {
      Collections.shuffle(order, random);
      for (String view : order) {
        Ratios ratios = measured.get(view);
        if (ratios != null) {
          time(few, FEW, view, ratios);
          time(many, MANY, view, ratios);
        }
      }
    }
    return measured;
  }

  private static void time(ManyKeys keys, int count, String view, Ratios ratios) {
    String path = VIEWS.getOrDefault(view, "").replace("NAME", keys.rareName());
    if (path.isEmpty()) {
      path = LIST + "/" + keys.usedKey() + "/usage";
    }
    long start = System.nanoTime();
    keys.get(path);
    ratios.add(count + " keys", (System.nanoTime() - start) / 1e6);
  }

  private boolean report(Map<String, Ratios> measured) {
    boolean good = true;
    for (Map.Entry<String, Ratios> view : measured.entrySet()) {
      view.getValue().print(view.getKey(), out);
    }
    measured.remove(RARE);
    for (Map.Entry<String, Ratios> view : measured.entrySet()) {
      out.print(view.getKey() + ": ");
      good &= view.getValue().atMost(ALLOWED, MANY + " keys", FEW + " keys", out);
    }
    return good;
  }
}
