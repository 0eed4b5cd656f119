package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Messages as lines of a stream, whole ones whoever writes. Thread-safe. */
public final class LineWriter {
  private final OutputStream out;
  private final Json json;
  private boolean isBroken;

  public LineWriter(OutputStream out, Json json) {
    this.out = out;
    this.json = json;
  }

  /** Whether the client went away without a word, so that there is nobody left to tell. */
  public synchronized boolean isBroken() {
    return isBroken;
  }

  public void answer(Object id, Object result) {
    write(Wire.result(id, result));
  }

  public void refuse(@Nullable Object id, RpcError error) {
    write(error.wire(id));
  }

  public void write(Object message) {
    writeLine(json.bytes(message));
  }

  /**
   * Writes what is JSON already. Line ends stand in it only between its parts, and become spaces.
   */
  public void writeText(byte[] message) {
    byte[] text = message.clone();
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || text[i] == '\r') {
        text[i] = ' ';
      }
    }
    writeLine(text);
  }

  private void writeLine(byte[] text) {
    synchronized (this) {
      if (isBroken) {
        return;
      }
      try {
        out.write(text);
        out.write('\n');
        out.flush();
      } catch (IOException e) {
        isBroken = true;
      }
    }
  }
}
