package dev.kasava.keys.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a secret that was made elsewhere, of whatever form. It is not kept: whoever reads
 * the database could try guesses on it. A {@linkplain Pepper#digest(ForeignHash) digest} of it is.
 *
 * <p>Immutable and thread-safe; never printed.
 */
public final class ForeignHash {
  /** The least and the most characters of a foreign secret, which are {@code !} to {@code ~}. */
  public static final int SHORTEST = 8;

  public static final int LONGEST = 256;

  /** Goes before the hash, so that no secret of ours has a digest like one of these. */
  static final byte[] LABEL = "kasava-keys foreign secret\0".getBytes(StandardCharsets.US_ASCII);

  private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{64}");

  private final byte[] message;

  private ForeignHash(byte[] hash) {
    this.message = Arrays.copyOf(LABEL, LABEL.length + hash.length);
    System.arraycopy(hash, 0, message, LABEL.length, hash.length);
  }

  /** The hash that 64 hexadecimal digits spell; empty for anything else. */
  public static Optional<ForeignHash> parse(String hex) {
    return HEX.matcher(hex).matches()
        ? Optional.of(new ForeignHash(HexFormat.of().parseHex(hex)))
        : Optional.empty();
  }

  /** The hash of a secret; empty where the text can be none. */
  public static Optional<ForeignHash> of(String secret) {
    if (!isFit(secret)) {
      return Optional.empty();
    }
    MessageDigest sha256 = Sha256.begin();
    return Optional.of(new ForeignHash(sha256.digest(secret.getBytes(StandardCharsets.US_ASCII))));
  }

  /** Whether the text can be a foreign secret. */
  public static boolean isFit(String text) {
    return text.length() >= SHORTEST
        && text.length() <= LONGEST
        && text.chars().allMatch(ForeignHash::isFit);
  }

  static boolean isFit(int c) {
    return c > ' ' && c < 0x7f;
  }

  /** For digesting within this package; not a copy. */
  byte[] message() {
    return message;
  }

  @Override
  public String toString() {
    return "ForeignHash[redacted]";
  }
}
