package dev.kasava.keys.bench;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether the time that a refusal takes tells how near a guess came to a secret. Guesses of four
 * kinds come in an order of chance; each kind is held against the first by Welch's t-test, as in
 * "Dude, is my code constant time?" (Reparaz, Balasch, Verbauwhede, 2017), after the slowest have
 * been cut off at several heights.
 *
 * <p>What is malformed is refused sooner, before anything is digested: that tells only what the
 * format is, and that is public.
 */
final class TimingBenchmark {
  private static final int WARM_UP = 100_000;
  private static final int ROUNDS = 1_200_000;

  private static final int KEYS = 1_000;

  /** Many of each kind, all different: where one lies in the index takes its own time. */
  private static final int GUESSES = 20_000;

  private static final int CHANGED = 3;
  private static final int LAST = 32 - CHANGED;
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** What is usual for this test; by chance it is passed less than once in 100,000 times. */
  private static final double LIMIT = 4.5;

  private static final double[] CROPPED = {0.5, 0.75, 0.9, 0.99};

  private record Kind(String name, List<Secret> guesses) {}

  private final Random random = new Random(2026);
  private final PrintStream out;

  TimingBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether no two kinds can be told apart. */
  boolean run(Path folder) {
    try (TestInstallation installation = TestInstallation.in(folder.resolve("timing"))) {
      List<Kind> kinds = kinds(installation);
      Authenticator authenticator = installation.get().authenticator();
      measure(authenticator, kinds, WARM_UP);
      return report(kinds, measure(authenticator, kinds, ROUNDS));
    }
  }

  private List<Kind> kinds(TestInstallation installation) {
    KeyFormat format = installation.get().format();
    SecureRandom strong = new SecureRandom();
    List<String> live = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      live.add(installation.create("Key " + i, null, "keys:read").secret().reveal());
    }
    int head = live.getFirst().indexOf('_') + 1;
    return List.of(
        kind("unknown", guess -> format.generate(strong)),
        kind(
            "a live one with its first characters changed",
            guess -> near(format, live.get(guess % KEYS).substring(head), 0)),
        kind(
            "a live one with its last characters changed",
            guess -> near(format, live.get(guess % KEYS).substring(head), LAST)),
        elsewhere(installation, strong));
  }

  private static Kind kind(String name, IntFunction<Secret> guesses) {
    return new Kind(name, IntStream.range(0, GUESSES).mapToObj(guesses).toList());
  }

  /** The same characters but for three, with the checksum that then fits. */
  private Secret near(KeyFormat format, String characters, int changed) {
    int[] next = {0};
    return format.generate(
        new RandomGenerator() {
          @Override
          public int nextInt(int bound) {
            int place = next[0]++;
            int digit = DIGITS.indexOf(characters.charAt(place));
            boolean isChanged = place >= changed && place < changed + CHANGED;
            return isChanged ? (digit + 1 + random.nextInt(bound - 1)) % bound : digit;
          }

          @Override
          public long nextLong() {
            throw new UnsupportedOperationException("digits are drawn one by one");
          }
        });
  }

  /** Those that are live under another pepper. */
  private static Kind elsewhere(TestInstallation installation, SecureRandom strong) {
    Path folder = installation.get().folder().path().resolveSibling("elsewhere");
    try (TestInstallation other = TestInstallation.in(folder)) {
      Installation there = other.get();
      KeyId key = other.firstKey().key().key().id();
      Kind kind =
          kind("a live one of another installation", guess -> there.format().generate(strong));
      there
          .keys()
          .write(
              writer -> {
                for (Secret secret : kind.guesses()) {
                  writer.addSecret(
                      key,
                      there.peppers().all().getFirst().digest(secret),
                      there.clock().instant());
                }
                return key;
              });
      return kind;
    }
  }

  private List<Times> measure(Authenticator authenticator, List<Kind> kinds, int rounds) {
    List<List<String>> texts =
        kinds.stream().map(kind -> kind.guesses().stream().map(Secret::reveal).toList()).toList();
    List<Times> times = Stream.generate(Times::new).limit(kinds.size()).toList();
    for (int round = 0; round < rounds; round++) {
      int kind = random.nextInt(kinds.size());
      String guess = texts.get(kind).get(random.nextInt(GUESSES));
      long start = System.nanoTime();
      Verdict verdict = authenticator.verify(guess, List.of());
      times.get(kind).add(System.nanoTime() - start);
      if (!(verdict instanceof Verdict.Unknown)) {
        throw new IllegalStateException("a guess was " + verdict);
      }
    }
    return times;
  }

  private boolean report(List<Kind> kinds, List<Times> times) {
    out.printf(
        "%-46s %10s %14s %8s%n", "timing: " + ROUNDS + " refusals", "count", "median ns", "|t|");
    Times first = times.getFirst();
    double worst = 0;
    for (int kind = 0; kind < kinds.size(); kind++) {
      Times one = times.get(kind);
      double t = kind == 0 ? 0 : largest(first, one);
      worst = Math.max(worst, t);
      out.printf(
          "%-46s %10d %14d %8s%n",
          kinds.get(kind).name(), one.count(), one.median(), kind == 0 ? "" : "%.2f".formatted(t));
    }
    boolean good = worst < LIMIT;
    out.printf(
        "%s: |t| is at most %.2f (allowed: below %.1f)%n", good ? "PASS" : "FAIL", worst, LIMIT);
    return good;
  }

  private static double largest(Times first, Times other) {
    double largest = 0;
    for (double cropped : CROPPED) {
      long limit = first.quantile(cropped);
      double t = Math.abs(Times.Sample.t(first.below(limit), other.below(limit)));
      largest = Math.max(largest, t);
    }
    return largest;
  }
}
