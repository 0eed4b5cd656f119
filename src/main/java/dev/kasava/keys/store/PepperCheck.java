package dev.kasava.keys.store;

import java.util.Arrays;

/** By which a store tells whether it is opened with the pepper that it was written with. */
public record PepperCheck(int version, byte[] value) {
  public boolean matches(byte[] other) {
    return Arrays.equals(value, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PepperCheck(int otherVersion, byte[] otherValue)
        && otherVersion == version
        && matches(otherValue);
  }

  @Override
  public int hashCode() {
    return 31 * version + Arrays.hashCode(value);
  }
}
