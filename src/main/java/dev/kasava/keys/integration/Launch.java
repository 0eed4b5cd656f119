package dev.kasava.keys.integration;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a client starts the bridge.
 *
 * @param environment what has to be in it beside what the client passes on; holds no secret
 */
public record Launch(String command, List<String> arguments, Map<String, String> environment) {
  /**
   * @param launcher the program's path, or its name where the client looks on the PATH
   */
  static Launch bridge(
      String launcher, URI server, Integration client, Map<String, String> environment) {
    return new Launch(
        launcher,
        List.of("mcp", "--server", server.toString(), "--integration", client.id()),
        environment);
  }

  /** Command and arguments in one. */
  List<String> words() {
    List<String> words = new ArrayList<>(List.of(command));
    words.addAll(arguments);
    return words;
  }
}
