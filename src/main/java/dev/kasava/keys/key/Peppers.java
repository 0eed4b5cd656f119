package dev.kasava.keys.key;

import java.util.Comparator;
import java.util.List;

/**
 * The current pepper, which new digests are made with; the retired ones, under which older secrets
 * are still found; and one that is to become the current one. Thread-safe; what it holds may be
 * replaced while it is in use.
 */
public final class Peppers {
  private volatile List<Pepper> currentFirst;

  /**
   * @param all at least one, each version once; the highest version is the current one
   */
  public Peppers(List<Pepper> all) {
    this(all, all.stream().mapToInt(Pepper::version).max().orElse(0));
  }

  private Peppers(List<Pepper> all, int current) {
    this.currentFirst = ordered(all, current);
  }

  private static List<Pepper> ordered(List<Pepper> all, int current) {
    long versions = all.stream().map(Pepper::version).distinct().count();
    if (versions != all.size() || all.stream().noneMatch(one -> one.version() == current)) {
      throw new IllegalArgumentException("there must be a pepper, and each version only once");
    }
    Comparator<Pepper> first = Comparator.comparing(one -> one.version() != current);
    return all.stream()
        .sorted(first.thenComparing(Comparator.comparingInt(Pepper::version).reversed()))
        .toList();
  }

  public Pepper current() {
    return currentFirst.getFirst();
  }

  /** Every pepper, the current one first. */
  public List<Pepper> all() {
    return currentFirst;
  }

  /**
   * Makes these the peppers.
   *
   * @param current the version of the current one, which has to be among them
   */
  public void replace(List<Pepper> all, int current) {
    currentFirst = ordered(all, current);
  }
}
