package dev.kasava.keys.key;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** Base 62 with the alphabet digits, capitals, small letters. */
final class Base62 {
  private static final byte[] ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
          .getBytes(StandardCharsets.US_ASCII);

  /** By character: the branches of comparisons cannot be predicted, and cost more than all else. */
  private static final boolean[] IS_DIGIT = new boolean[128];

  static {
    for (byte digit : ALPHABET) {
      IS_DIGIT[digit] = true;
    }
  }

  private Base62() {}

  /** Fills {@code [from, to)} with digits, each equally likely. */
  static void fillRandom(byte[] target, int from, int to, RandomGenerator random) {
    for (int i = from; i < to; i++) {
      // The bounded draw rejects rather than folds, so no digit is favoured.
      target[i] = ALPHABET[random.nextInt(ALPHABET.length)];
    }
  }

  /** Writes {@code value} into {@code [from, to)}, left-padded with the digit 0. */
  static void write(long value, byte[] target, int from, int to) {
    long rest = value;
    for (int i = to - 1; i >= from; i--) {
      target[i] = ALPHABET[(int) (rest % 62)];
      rest /= 62;
    }
  }

  /** Whether {@link #write} would have written what stands in {@code [from, to)}. */
  static boolean isWritten(long value, byte[] text, int from, int to) {
    long rest = value;
    for (int i = to - 1; i >= from; i--) {
      if (text[i] != ALPHABET[(int) (rest % 62)]) {
        return false;
      }
      rest /= 62;
    }
    return true;
  }

  static boolean isDigit(int c) {
    return c >= 0 && c < IS_DIGIT.length && IS_DIGIT[c];
  }

  static String randomText(int length, RandomGenerator random) {
    byte[] text = new byte[length];
    fillRandom(text, 0, length, random);
    return new String(text, StandardCharsets.US_ASCII);
  }
}
