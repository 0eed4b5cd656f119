package dev.kasava.keys.access;

import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What many keys have in common, each kept once. One writer at a time; any number of readers. */
final class CommonTerms {
  /**
   * What is common.
   *
   * @param scopeNames as {@link Scopes#toString} has them
   */
  record Terms(OwnerId owner, Scopes scopes, String scopeNames) {}

  private final Map<Terms, Integer> numbers = new HashMap<>();
  private volatile @Nullable Terms[] all = {};

  int size() {
    return numbers.size();
  }

  /** The terms of a number that was handed out before. */
  @SuppressWarnings("NullAway") // terms are there before their number is
  Terms get(int number) {
    return all[number];
  }

  /** The number of these terms, counted from 0; for the writer. */
  int numberOf(OwnerId owner, Scopes scopes) {
    return numbers.computeIfAbsent(new Terms(owner, scopes, scopes.toString()), this::add);
  }

  private Integer add(Terms terms) {
    int number = numbers.size();
    @Nullable Terms[] wider =
        number < all.length ? all : Arrays.copyOf(all, Math.max(16, number * 2));
    wider[number] = terms;
    all = wider;
    return number;
  }
}
