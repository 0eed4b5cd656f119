package dev.kasava.keys.key;

import java.util.random.RandomGenerator;

/** The opaque name of an owner of keys: {@code own_} and 22 base-62 characters. */
public record OwnerId(String value) implements Subject {
  static final String PREFIX = "own_";

  public static OwnerId random(RandomGenerator random) {
    return new OwnerId(PREFIX + Base62.randomText(22, random));
  }

  @Override
  public String toString() {
    return value;
  }
}
