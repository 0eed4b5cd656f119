package dev.kasava.keys.key;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** The opaque, public name of an API key: {@code key_} and 22 base-62 characters. */
public record KeyId(String value) implements Subject, Comparable<KeyId> {
  private static final String PREFIX = "key_";
  private static final int RANDOM_LENGTH = 22;

  /** The number of characters in an id; they are ASCII. */
  public static final int LENGTH = PREFIX.length() + RANDOM_LENGTH;

  public static KeyId random(RandomGenerator random) {
    return new KeyId(PREFIX + Base62.randomText(RANDOM_LENGTH, random));
  }

  /** Empty when {@code text} cannot be the id of any key. */
  public static Optional<KeyId> parse(String text) {
    boolean wellFormed =
        text.length() == LENGTH
            && text.startsWith(PREFIX)
            && text.chars().skip(PREFIX.length()).allMatch(Base62::isDigit);
    return wellFormed ? Optional.of(new KeyId(text)) : Optional.empty();
  }

  @Override
  public int compareTo(KeyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
