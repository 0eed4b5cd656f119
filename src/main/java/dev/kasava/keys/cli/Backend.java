package dev.kasava.keys.cli;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What commands need of the program's other parts, which are loaded only when they are used. */
public interface Backend {
  /**
   * @param publicUrl where people reach the server; null when under its address
   * @param keyPrefix for a new data folder; null for the usual one
   */
  record ServeOptions(String host, int port, @Nullable URI publicUrl, @Nullable String keyPrefix) {}

  /** Serves until the process is told to end. */
  int serve(ServeOptions options);

  /**
   * Serves MCP over standard input and output until the input ends.
   *
   * @param credential the key to act with; null for the operator
   */
  int mcp(@Nullable String credential);

  /**
   * The data folder's own keys.
   *
   * @param credential the key to act with; null for the operator
   */
  Keys local(@Nullable String credential);

  /** What {@code doctor} looks at in the data folder. */
  List<Check> checkDataFolder();

  /**
   * @param remedy what to do; empty when it is well
   */
  record Check(String name, boolean isWell, String finding, String remedy) {}
}
