package dev.kasava.keys.bench;

import java.util.Arrays;

/** Measured times, in nanoseconds. */
final class Times {
  private long[] nanos = new long[1024];
  private int count;

  void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = time;
  }

  void addTo(Times all) {
    for (int i = 0; i < count; i++) {
      all.add(nanos[i]);
    }
  }

  int count() {
    return count;
  }

  /**
   * @param share 0 to 1
   */
  long quantile(double share) {
    long[] sorted = sorted();
    return sorted[(int) Math.min(count - 1L, Math.round(share * (count - 1)))];
  }

  long median() {
    return quantile(0.5);
  }

  private long[] sorted() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted;
  }

  /** Those below {@code limit}: what lies above tells of the machine. */
  Sample below(long limit) {
    double sum = 0;
    double squares = 0;
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (nanos[i] < limit) {
        kept++;
        sum += nanos[i];
        squares += (double) nanos[i] * nanos[i];
      }
    }
    double mean = sum / kept;
    return new Sample(kept, mean, (squares - kept * mean * mean) / (kept - 1));
  }

  /**
   * What a test of means needs to know.
   *
   * @param variance of the sample, unbiased
   */
  record Sample(int count, double mean, double variance) {
    /** The statistic of Welch's t-test, which does not suppose that the variances are alike. */
    static double t(Sample one, Sample other) {
      return (one.mean - other.mean)
          / Math.sqrt(one.variance / one.count + other.variance / other.count);
    }
  }
}
