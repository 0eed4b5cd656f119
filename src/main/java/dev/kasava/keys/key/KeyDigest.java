package dev.kasava.keys.key;

import java.nio.ByteBuffer;

/**
 * The HMAC-SHA-256 of a secret under one version of the pepper: all that is ever stored of it. Four
 * longs rather than an array, so that it is a value and a good map key.
 *
 * @param pepperVersion which pepper it was made with
 */
public record KeyDigest(int pepperVersion, long a, long b, long c, long d) {
  /** The number of bytes in a digest. */
  public static final int BYTES = 32;

  /**
   * @throws IllegalArgumentException unless there are exactly {@value #BYTES} bytes
   */
  public static KeyDigest of(int pepperVersion, byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a digest has " + BYTES + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new KeyDigest(
        pepperVersion, buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** The same bytes, where their pepper has another number. */
  public KeyDigest under(int version) {
    return new KeyDigest(version, a, b, c, d);
  }

  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(a).putLong(b).putLong(c).putLong(d).array();
  }

  @Override
  public String toString() {
    return "KeyDigest[redacted]";
  }
}
