package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.http.Server;
import dev.kasava.keys.mcp.RpcError;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines of a stream, of which one that is too long is passed over without being kept. */
public final class Lines {
  /** One line. */
  public sealed interface Line {
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    record Text(byte[] bytes) implements Line {
      /** Whether there is nothing in it; not a message, and nobody's fault. */
      public boolean isBlank() {
        for (byte b : bytes) {
          if (b != ' ' && b != '\t' && b != '\r') {
            return false;
          }
        }
        return true;
      }
    }

    record TooLong() implements Line {}

    record End() implements Line {}
  }

  /** How many bytes a line may have. */
  private static final int LONGEST = Server.MAX_BODY_BYTES;

  private final BufferedInputStream in;

  public Lines(InputStream in) {
    this.in = new BufferedInputStream(in, 64 * 1024);
  }

  /** What is said of a line that was passed over. */
  public static RpcError tooLong() {
    return RpcError.invalidRequest("A message may have at most " + LONGEST + " bytes.");
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
      if (line.size() < LONGEST) {
        line.write(c);
      } else {
        isTooLong = true;
      }
    }
    return isTooLong ? new Line.TooLong() : new Line.Text(line.toByteArray());
  }
}
