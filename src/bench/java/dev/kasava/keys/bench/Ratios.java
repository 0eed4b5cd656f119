package dev.kasava.keys.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Contenders that are measured in turn, round by round, each held against one of them. What is
 * compared was measured within the same round, so that a machine which is busier in one round than
 * in the next takes nothing away from the comparison.
 */
final class Ratios {
  private final String unit;
  private final String base;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /**
   * @param unit what is measured, for the head of the table
   * @param base the contender that the others are held against
   */
  Ratios(String unit, String base) {
    this.unit = unit;
    this.base = base;
  }

  /** Notes what a contender reached in its next round. */
  void add(String contender, double value) {
    values.computeIfAbsent(contender, name -> new ArrayList<>()).add(value);
  }

  /** The median of what a contender reached. */
  double median(String contender) {
    return quantile(values.getOrDefault(contender, List.of()), 0.5);
  }

  /** The median, over the rounds, of a contender's value divided by another's. */
  double ratio(String contender, String other) {
    return quantile(ratios(contender, other), 0.5);
  }

  private List<Double> ratios(String contender, String other) {
    List<Double> above = values.getOrDefault(contender, List.of());
    List<Double> below = values.getOrDefault(other, List.of());
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < Math.min(above.size(), below.size()); round++) {
      ratios.add(above.get(round) / below.get(round));
    }
    return ratios;
  }

  private static double quantile(List<Double> values, double share) {
    if (values.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
    List<Double> sorted = values.stream().sorted().toList();
    double place = share * (sorted.size() - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (place - below) * (sorted.get(above) - sorted.get(below));
  }

  /** Prints medians, and what lies between the least and the most of all rounds. */
  void print(String title, PrintStream out) {
    out.printf(
        "%-44s %30s %26s%n", title, unit + " (least-most)", "against " + base + " (least-most)");
    values.forEach(
        (contender, reached) -> {
          List<Double> ratios = ratios(contender, base);
          out.printf(
              "%-44s %30s %26s%n",
              contender,
              "%.1f (%.1f-%.1f)"
                  .formatted(quantile(reached, 0.5), quantile(reached, 0), quantile(reached, 1)),
              "%.2f (%.2f-%.2f)"
                  .formatted(quantile(ratios, 0.5), quantile(ratios, 0), quantile(ratios, 1)));
        });
  }

  /** Prints whether a ratio is at least as high as it is to be, and answers that. */
  boolean atLeast(double wanted, String contender, String other, PrintStream out) {
    double reached = ratio(contender, other);
    return verdict(reached >= wanted, reached, ">=", wanted, contender + " : " + other, out);
  }

  /** Prints whether a ratio is at most as high as it may be, and answers that. */
  boolean atMost(double allowed, String contender, String other, PrintStream out) {
    double reached = ratio(contender, other);
    return verdict(reached <= allowed, reached, "<=", allowed, contender + " : " + other, out);
  }

  /** Prints whether a goal was reached, and answers that. */
  static boolean verdict(
      boolean isGood, double reached, String sign, double goal, String what, PrintStream out) {
    out.printf(
        "%s: %s is %.2f (goal: %s %s)%n", isGood ? "PASS" : "FAIL", what, reached, sign, goal);
    return isGood;
  }
}
