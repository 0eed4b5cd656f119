package dev.kasava.keys.key;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What a secret looks like: {@code PREFIX_}, 32 random base-62 characters (190 bits), and the
 * CRC-32 (ISO-HDLC) of all that as six base-62 characters. The checksum lets a typo be refused, and
 * a leaked key be recognised, without asking the database.
 *
 * <p>Immutable and thread-safe.
 */
public final class KeyFormat {
  /** The prefix unless the installation chose another. */
  public static final String DEFAULT_PREFIX = "ksa";

  /** Stands for what is not shown of a secret. */
  static final String HIDDEN = "****";

  private static final int RANDOM_LENGTH = 32;
  private static final int CHECKSUM_LENGTH = 6;

  /** The length of what follows the prefix and its {@code _}. */
  static final int BODY_LENGTH = RANDOM_LENGTH + CHECKSUM_LENGTH;

  static final int SHORTEST_PREFIX = 2;
  static final int LONGEST_PREFIX = 10;

  private final byte[] head;

  /**
   * @param prefix 2 to 10 small letters or digits, beginning with a letter
   * @throws IllegalArgumentException when the prefix is anything else
   */
  public KeyFormat(String prefix) {
    if (!isPrefix(prefix, prefix.length())) {
      throw new IllegalArgumentException(
          "a key prefix is 2 to 10 small letters or digits and begins with a letter");
    }
    this.head = (prefix + "_").getBytes(StandardCharsets.US_ASCII);
  }

  /** A new secret; {@code random} has to be cryptographically strong. */
  public Secret generate(RandomGenerator random) {
    byte[] ascii = new byte[length()];
    System.arraycopy(head, 0, ascii, 0, head.length);
    Base62.fillRandom(ascii, head.length, checksumStart(), random);
    Base62.write(
        checksum(ascii, 0, checksumStart(), new CRC32()), ascii, checksumStart(), ascii.length);
    return new Secret(ascii);
  }

  /** The secret that {@code text} spells, or empty when it was never one of this format. */
  public Optional<Secret> parse(String text) {
    byte[] ascii = new byte[length()];
    return copy(text, ascii, new CRC32()) ? Optional.of(new Secret(ascii)) : Optional.empty();
  }

  /**
   * Copies what {@code text} spells, and allocates nothing.
   *
   * @param target as long as {@link #length} says; after a refusal it holds anything
   * @return false when it was never a secret of this format
   */
  boolean copy(String text, byte[] target, CRC32 crc) {
    if (text.length() != target.length) {
      return false;
    }
    for (int i = 0; i < head.length; i++) {
      if (text.charAt(i) != head[i]) {
        return false;
      }
      target[i] = head[i];
    }
    for (int i = head.length; i < target.length; i++) {
      char c = text.charAt(i);
      if (!Base62.isDigit(c)) {
        return false;
      }
      target[i] = (byte) c;
    }
    return hasChecksum(target, 0, crc);
  }

  /** The secret that {@code text} spells, of this format or one with another prefix. */
  public static Optional<Secret> parseAny(String text) {
    int end = text.indexOf('_');
    return isPrefix(text, end)
        ? new KeyFormat(text.substring(0, end)).parse(text)
        : Optional.empty();
  }

  /** Whether that many characters are one; without a pattern, which takes long to set up. */
  private static boolean isPrefix(String text, int length) {
    if (length < SHORTEST_PREFIX || length > LONGEST_PREFIX) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean isLetter = c >= 'a' && c <= 'z';
      boolean isDigit = c >= '0' && c <= '9';
      if (!isLetter && !(isDigit && i > 0)) {
        return false;
      }
    }
    return true;
  }

  /** What may be shown of a secret for good, given its last four characters. */
  public String preview(String lastFour) {
    return prefix() + "_" + HIDDEN + lastFour;
  }

  /**
   * Likewise of the newest secret of a key.
   *
   * @param secret null while there is none
   */
  public String preview(ApiKey.@Nullable SecretInfo secret) {
    if (secret == null) {
      return preview("");
    }
    return secret.isForeign() ? HIDDEN : preview(secret.lastFour());
  }

  /** What every secret begins with, without the {@code _} that follows. */
  public String prefix() {
    return new String(head, 0, head.length - 1, StandardCharsets.US_ASCII);
  }

  /** The length of every secret of this format, in characters. */
  public int length() {
    return head.length + BODY_LENGTH;
  }

  private int checksumStart() {
    return head.length + RANDOM_LENGTH;
  }

  private static long checksum(byte[] ascii, int from, int to, CRC32 crc) {
    crc.reset();
    crc.update(ascii, from, to - from);
    return crc.getValue();
  }

  /** Whether what stands from {@code from} to the end closes with its own checksum. */
  static boolean hasChecksum(byte[] ascii, int from) {
    return hasChecksum(ascii, from, new CRC32());
  }

  private static boolean hasChecksum(byte[] ascii, int from, CRC32 crc) {
    int start = ascii.length - CHECKSUM_LENGTH;
    return Base62.isWritten(checksum(ascii, from, start, crc), ascii, start, ascii.length);
  }
}
