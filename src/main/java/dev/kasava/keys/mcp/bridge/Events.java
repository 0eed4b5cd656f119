package dev.kasava.keys.mcp.bridge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The data of server-sent events (WHATWG HTML, server-sent events, interpreting a stream). */
final class Events implements AutoCloseable {
  private final BufferedReader lines;

  Events(InputStream in) {
    this.lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  /** The data of the next event that has any; null at the end. */
  @Nullable String next() throws IOException {
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !data.isEmpty()) {
        return data.toString();
      }
      if (line.startsWith("data:")) {
        String value = line.substring("data:".length());
        data.append(data.isEmpty() ? "" : "\n")
            .append(value.startsWith(" ") ? value.substring(1) : value);
      }
    }
    // An event that the end cut off is none.
    return null;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
