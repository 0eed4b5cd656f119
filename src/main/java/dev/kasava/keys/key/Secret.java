package dev.kasava.keys.key;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The credential text of a key, in full. It exists at its claim and while it is being checked.
 *
 * <p>Nothing gets the text by accident: {@link #toString} is redacted, there is no getter for a
 * serializer to find, no {@code equals} for a comparison that leaks timing, and {@link #reveal} is
 * the one exit. Immutable and thread-safe.
 */
public final class Secret {
  private static final int FINGERPRINT_BYTES = 6;

  private final byte[] ascii;

  /** Takes ownership of {@code ascii}. */
  Secret(byte[] ascii) {
    this.ascii = ascii;
  }

  /** The text itself. Call it only where a person or program is to be handed the secret. */
  public String reveal() {
    return new String(ascii, StandardCharsets.US_ASCII);
  }

  /** The last four characters. They belong to the checksum, so they give nothing away. */
  public String lastFour() {
    return new String(ascii, ascii.length - 4, 4, StandardCharsets.US_ASCII);
  }

  /** The text's length, in characters. */
  public int length() {
    return ascii.length;
  }

  /** What may be shown of it for good: its prefix and its last four characters. */
  public String preview() {
    String text = reveal();
    return text.substring(0, text.indexOf('_') + 1) + KeyFormat.HIDDEN + lastFour();
  }

  /**
   * Tells it from others without telling what it is: the first 12 hexadecimal digits of its
   * SHA-256. The same wherever and whenever it is found.
   */
  public String fingerprint() {
    return HexFormat.of().formatHex(Sha256.of(ascii), 0, FINGERPRINT_BYTES);
  }

  /** For digesting within this package; not a copy. */
  byte[] ascii() {
    return ascii;
  }

  @Override
  public String toString() {
    return "Secret[redacted]";
  }

  /** Refuses: secrets are compared by their digests. */
  @Override
  public boolean equals(Object other) {
    throw new UnsupportedOperationException("secrets are compared by their digests");
  }

  /** Refuses, as {@link #equals} does. */
  @Override
  public int hashCode() {
    throw new UnsupportedOperationException("secrets are compared by their digests");
  }
}
