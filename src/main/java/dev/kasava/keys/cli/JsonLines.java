package dev.kasava.keys.cli;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads JSON lines (jsonlines.org) one after the other; empty ones are passed over. */
final class JsonLines implements AutoCloseable {
  /** A key with fifty long scopes takes a tenth of it. */
  private static final int LONGEST = 64 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private int number;
  private boolean isTooLong;
  private boolean isOver;

  JsonLines(InputStream in) throws IOException {
    this.in = new BufferedInputStream(in);
    this.in.mark(BYTE_ORDER_MARK.length);
    if (!Arrays.equals(this.in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
      this.in.reset();
    }
  }

  /** Goes on to the next one; false after the last. */
  boolean next() throws IOException {
    while (!isOver) {
      read();
      if (isTooLong || !isBlank(text.toByteArray())) {
        return true;
      }
    }
    return false;
  }

  /** The line's number, counted from 1. */
  int number() {
    return number;
  }

  /** The line, unless it is longer than any key. */
  Outcome<byte[]> text() {
    return isTooLong
        ? Outcome.refused(
            new Refusal.Invalid("", "The line is too long. Each key is a JSON object in one line."))
        : Outcome.done(text.toByteArray());
  }

  private void read() throws IOException {
    text.reset();
    isTooLong = false;
    number++;
    int c = in.read();
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (text.size() < LONGEST) {
        text.write(c);
      } else {
        isTooLong = true;
      }
    }
    isOver = c < 0;
  }

  private static boolean isBlank(byte[] text) {
    for (byte c : text) {
      if (c != ' ' && c != '\t' && c != '\r') {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
