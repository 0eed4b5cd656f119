package dev.kasava.keys.key;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** The opaque name of a member of an owner's team: {@code mem_} and 22 base-62 characters. */
public record MemberId(String value) implements Subject {
  static final String PREFIX = "mem_";
  private static final int RANDOM_LENGTH = 22;

  public static MemberId random(RandomGenerator random) {
    return new MemberId(PREFIX + Base62.randomText(RANDOM_LENGTH, random));
  }

  /** Empty when {@code text} cannot be the id of any member. */
  public static Optional<MemberId> parse(String text) {
    boolean wellFormed =
        text.length() == PREFIX.length() + RANDOM_LENGTH
            && text.startsWith(PREFIX)
            && text.chars().skip(PREFIX.length()).allMatch(Base62::isDigit);
    return wellFormed ? Optional.of(new MemberId(text)) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
