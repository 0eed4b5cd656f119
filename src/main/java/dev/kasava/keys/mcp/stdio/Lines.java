package dev.kasava.keys.mcp.stdio;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of a stream, of which one that is too long is passed over without being kept. */
public final class Lines {
  /** One line. */
  public sealed interface Line {
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Text(byte[] bytes) implements Line {}

    record TooLong() implements Line {}

    record End() implements Line {}
  }

  private final BufferedInputStream in;
  private final int longest;

  /**
   * @param longest how many bytes a line may have
   */
  public Lines(InputStream in, int longest) {
    this.in = new BufferedInputStream(in, 64 * 1024);
    this.longest = longest;
  }

  /** The next line; what stands before the end of the stream without a line feed counts too. */
  public Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean isTooLong = false;
    int c = in.read();
    if (c < 0) {
      return new Line.End();
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (line.size() < longest) {
        line.write(c);
      } else {
        isTooLong = true;
      }
    }
    return isTooLong ? new Line.TooLong() : new Line.Text(line.toByteArray());
  }
}
