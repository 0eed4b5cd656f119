package dev.kasava.keys.mcp.bridge;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;

/**
 * The body of an answer on a connection of its own, by which of the three ways it is framed (RFC
 * 9112, section 6.3). One thread reads; any may close.
 */
final class HttpBody extends InputStream {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** Of a body that goes on until the connection ends. */
  private static final long UNTIL_THE_END = Long.MAX_VALUE;

  private final InputStream in;
  private final boolean isChunked;
  private final Runnable end;

  /** Of the body, or of the chunk that is being read. */
  private long left;

  private boolean isFirstChunk = true;
  private boolean isOver;

  private HttpBody(InputStream in, boolean isChunked, long length, Runnable end) {
    this.in = in;
    this.isChunked = isChunked;
    this.left = length;
    this.end = end;
  }

  /**
   * @param in stands after the head
   * @param headers names in any case
   * @param end ends the connection
   */
  static HttpBody of(InputStream in, int status, Map<String, String> headers, Runnable end)
      throws IOException {
    if (status == NO_CONTENT || status == NOT_MODIFIED) {
      return new HttpBody(in, false, 0, end);
    }
    String coding = headers.get("Transfer-Encoding");
    if (coding != null) {
      if (!coding.toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new IOException("a transfer coding that was not asked for");
      }
      return new HttpBody(in, true, 0, end);
    }
    String length = headers.get("Content-Length");
    return new HttpBody(in, false, length == null ? UNTIL_THE_END : number(length, 10), end);
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text.strip(), radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IOException("no length");
  }

  /** A line of a head, without its end; ISO 8859-1. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException("a line without an end");
      }
      line.append((char) c);
    }
    int last = line.length() - 1;
    return last >= 0 && line.charAt(last) == '\r' ? line.substring(0, last) : line.toString();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (isOver || (left == 0 && !nextChunk())) {
      return over();
    }
    int count = in.read(target, offset, (int) Math.min(length, left));
    if (count < 0) {
      if (left != UNTIL_THE_END) {
        throw new EOFException("the body was cut off");
      }
      return over();
    }
    if (left != UNTIL_THE_END) {
      left -= count;
    }
    return count;
  }

  private int over() {
    isOver = true;
    end.run();
    return -1;
  }

  /** Answers whether there is one. What comes after the last is passed over with the connection. */
  private boolean nextChunk() throws IOException {
    if (!isChunked) {
      return false;
    }
    if (!isFirstChunk && !line(in).isEmpty()) {
      throw new IOException("a chunk of another length");
    }
    isFirstChunk = false;
    String size = line(in);
    int extension = size.indexOf(';');
    left = number(extension < 0 ? size : size.substring(0, extension), 16);
    return left != 0;
  }

  @Override
  public void close() {
    end.run();
  }
}
