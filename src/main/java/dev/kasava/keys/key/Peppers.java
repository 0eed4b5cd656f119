package dev.kasava.keys.key;

import java.util.Comparator;
import java.util.List;

/**
 * The current pepper, which new digests are made with, and the retired ones, under which older
 * secrets are still found. Immutable and thread-safe.
 */
public final class Peppers {
  private final List<Pepper> newestFirst;

  /**
   * @param all at least one, each version once; the highest version is the current one
   */
  public Peppers(List<Pepper> all) {
    if (all.isEmpty() || all.stream().map(Pepper::version).distinct().count() != all.size()) {
      throw new IllegalArgumentException("there must be a pepper, and each version only once");
    }
    this.newestFirst =
        all.stream().sorted(Comparator.comparingInt(Pepper::version).reversed()).toList();
  }

  public Pepper current() {
    return newestFirst.getFirst();
  }

  /** Every pepper, the current one first. */
  public List<Pepper> all() {
    return newestFirst;
  }
}
