package dev.kasava.keys.leak;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.SecretFinder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads one file or text from its beginning, in pieces of any size, and tells of the keys in it.
 * Whatever holds ASCII as it is can be read, binary files too; UTF-16 where a byte order mark says
 * so, as some Windows programs write it. Columns are those of UTF-8.
 *
 * <p>Not thread-safe.
 */
public final class Reading {
  private static final int PIECE = 1 << 16;

  private final String path;
  private final Consumer<Leak> found;
  private final SecretFinder finder = new SecretFinder();
  private long line = 1;
  private long column;
  private long taken;
  private int previous;
  private Encoding encoding = Encoding.ASCII;

  private enum Encoding {
    ASCII,
    UTF_16_BE,
    UTF_16_LE
  }

  /**
   * @param path what is read, for the findings
   */
  Reading(String path, Consumer<Leak> found) {
    this.path = path;
    this.found = found;
  }

  /** Reads a stream to its end. */
  public static void all(String path, InputStream in, Consumer<Leak> found) throws IOException {
    Reading reading = new Reading(path, found);
    byte[] piece = new byte[PIECE];
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      reading.take(piece, length);
    }
  }

  /** The keys in a text. */
  public static List<Leak> text(String path, String text) {
    List<Leak> leaks = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    new Reading(path, leaks::add).take(bytes, bytes.length);
    return leaks;
  }

  /** Takes the next bytes. */
  void take(byte[] bytes, int length) {
    for (int i = 0; i < length; i++) {
      take(bytes[i] & 0xFF);
    }
  }

  private void take(int next) {
    taken++;
    if (encoding == Encoding.ASCII) {
      character(next, (next & 0xC0) == 0x80);
    } else if (taken % 2 == 0) {
      int unit = encoding == Encoding.UTF_16_BE ? previous << 8 | next : next << 8 | previous;
      character(unit, Character.isLowSurrogate((char) unit));
    }
    if (taken == 2) {
      readMark(next);
    }
    previous = next;
  }

  private void readMark(int next) {
    int mark = previous << 8 | next;
    if (mark == 0xFEFF || mark == 0xFFFE) {
      encoding = mark == 0xFEFF ? Encoding.UTF_16_BE : Encoding.UTF_16_LE;
      column = 0;
    }
  }

  private void character(int c, boolean continuesOne) {
    if (c == '\n') {
      line++;
      column = 0;
    } else if (!continuesOne) {
      column++;
    }
    Optional<Secret> secret = finder.take(c);
    if (secret.isPresent()) {
      tell(secret.get());
    }
  }

  private void tell(Secret secret) {
    long start = column - secret.length() + 1;
    found.accept(new Leak(path, line, start, secret.preview(), secret.fingerprint()));
  }
}
