package dev.kasava.keys.access;

import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows of {@link PlainKeys}. What a row says is written once, before anybody can find it; only its
 * place changes afterwards. One writer at a time; any number of readers.
 *
 * <p>What every check looks at stands together in 32 bytes, since fetching it from memory is what
 * takes time where there are many keys.
 */
final class PlainPage {
  static final int ROWS = 1 << 12;

  /** In place of a row's place, when it was forgotten. */
  private static final long FORGOTTEN = -1;

  /** Two words of the digest, the terms, the place of its use. */
  private static final int WORDS = 4;

  private static final int TERMS = 2;
  private static final int PLACE = 3;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words = new long[ROWS * WORDS];

  /** Ids and names, one after another, and where each begins. */
  private volatile byte[] texts = new byte[ROWS];

  private final int[] starts = new int[ROWS + 1];

  /** The row that comes next among those whose keys have the same hash; for the writer alone. */
  final int[] next = new int[ROWS];

  void write(int row, KeyDigest digest, String idAndName, long terms) {
    byte[] bytes = idAndName.getBytes(StandardCharsets.UTF_8);
    int start = starts[row];
    int end = start + bytes.length;
    byte[] all = texts;
    if (end > all.length) {
      all = Arrays.copyOf(all, Math.max(end, all.length * 2));
    }
    System.arraycopy(bytes, 0, all, start, bytes.length);
    texts = row == ROWS - 1 ? Arrays.copyOf(all, end) : all;
    starts[row + 1] = end;
    int at = row * WORDS;
    words[at] = digest.a();
    words[at + 1] = digest.b();
    words[at + TERMS] = terms;
  }

  boolean is(int row, long a, long b) {
    int at = row * WORDS;
    return words[at] == a && words[at + 1] == b && !isForgotten(row);
  }

  /** As much of it as is kept. */
  KeyDigest digest(int row) {
    return new KeyDigest(0, words[row * WORDS], words[row * WORDS + 1], 0, 0);
  }

  long terms(int row) {
    return words[row * WORDS + TERMS];
  }

  String id(int row) {
    return new String(texts, starts[row], KeyId.LENGTH, StandardCharsets.US_ASCII);
  }

  String name(int row) {
    int start = starts[row] + KeyId.LENGTH;
    return new String(texts, start, starts[row + 1] - start, StandardCharsets.UTF_8);
  }

  boolean isForgotten(int row) {
    return place(row) == FORGOTTEN;
  }

  /** Where the row's next request is counted, as {@code UsageMeter} has it; or that it is gone. */
  long place(int row) {
    return (long) LONGS.getVolatile(words, row * WORDS + PLACE);
  }

  /** Changes that, unless somebody else has. */
  void place(int row, long before, long after) {
    if (before != FORGOTTEN) {
      LONGS.compareAndSet(words, row * WORDS + PLACE, before, after);
    }
  }

  void forget(int row) {
    LONGS.setVolatile(words, row * WORDS + PLACE, FORGOTTEN);
  }
}
