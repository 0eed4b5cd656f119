package dev.kasava.keys.key;

import java.util.Arrays;
import java.util.Optional;

/**
 * Finds complete secrets, of whatever prefix, in text that it is given character by character: in
 * one pass, and in constant memory. What stands around a secret does not matter, as whoever reads a
 * longer word has the secret in it too; the checksum alone tells it from anything else.
 *
 * <p>Not thread-safe; one for each text.
 */
public final class SecretFinder {
  private static final int BODY = KeyFormat.BODY_LENGTH;

  /** Room for the longest secret, in a power of two. */
  private final byte[] recent = new byte[64];

  private long taken;

  /** How many base-62 characters came last; more than a body's are not told apart. */
  private int run;

  /** How many base-62 characters stand before the {@code _} that the run follows; 0 without one. */
  private int before;

  /** Whether a complete secret stands in {@code text}. */
  public static boolean isSecretIn(String text) {
    SecretFinder finder = new SecretFinder();
    return text.chars().anyMatch(c -> finder.take(c).isPresent());
  }

  /**
   * Takes the next character, or byte of a text in a superset of ASCII.
   *
   * @return the secret that ends with it
   */
  public Optional<Secret> take(int c) {
    recent[at(taken++)] = (byte) c;
    if (!Base62.isDigit(c)) {
      before = c == '_' ? run : 0;
      run = 0;
      return Optional.empty();
    }
    if (run <= BODY) {
      run++;
    }
    return run == BODY && before >= KeyFormat.SHORTEST_PREFIX ? ended() : Optional.empty();
  }

  private int at(long position) {
    return (int) (position & (recent.length - 1));
  }

  /** Where the prefix begins is open: {@code n} of an escaped line end may stand before it. */
  private Optional<Secret> ended() {
    int longest = Math.min(before, KeyFormat.LONGEST_PREFIX);
    byte[] tail = new byte[longest + 1 + BODY];
    for (int i = 0; i < tail.length; i++) {
      tail[i] = recent[at(taken - tail.length + i)];
    }
    for (int start = longest - 1; start >= 0 && isInPrefix(tail[start]); start--) {
      boolean isPrefix = longest - start >= KeyFormat.SHORTEST_PREFIX && tail[start] >= 'a';
      if (isPrefix && KeyFormat.hasChecksum(tail, start)) {
        return Optional.of(new Secret(Arrays.copyOfRange(tail, start, tail.length)));
      }
    }
    return Optional.empty();
  }

  private static boolean isInPrefix(byte c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }
}
