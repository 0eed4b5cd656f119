package dev.kasava.keys.soak;

import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long operations took. Thread-safe. */
final class Latencies {
  private final Map<String, Queue<Long>> micros = new ConcurrentHashMap<>();

  <T> T time(String operation, Callable<T> work) throws Exception {
    long start = System.nanoTime();
    T result = work.call();
    micros
        .computeIfAbsent(operation, name -> new ConcurrentLinkedQueue<>())
        .add((System.nanoTime() - start) / 1000);
    return result;
  }

  /** A line each of a name, a count, the median, the 99th percentile and the most, in micros. */
  Iterable<String> report() {
    return micros.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> entry.getKey() + " " + summary(entry.getValue()))
        .toList();
  }

  private static String summary(Queue<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    int n = sorted.length;
    return Arrays.asList(n, sorted[n / 2], sorted[(int) (n * 0.99)], sorted[n - 1])
        .toString()
        .replaceAll("[\\[\\],]", "");
  }
}
