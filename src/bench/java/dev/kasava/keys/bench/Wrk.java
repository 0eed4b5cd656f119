package dev.kasava.keys.bench;

import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The load generator wrk, sending prepared requests over connections that stay open. */
final class Wrk {
  private static final String DONE =
      """
      done = function(summary, latency, requests)
        local e = summary.errors
        print("RESULT " .. summary.requests .. " " .. summary.duration .. " "
          .. (e.connect + e.read + e.write + e.status + e.timeout))
      end
      """;

  /**
   * What came of it.
   *
   * @param seconds that it took
   */
  record Load(long requests, double seconds) {
    double perSecond() {
      return requests / seconds;
    }
  }

  private final Path script;
  private final int connections;

  /**
   * @param requests sent in turn
   */
  Wrk(Path script, List<McpTarget.Request> requests, int connections) throws IOException {
    this.script = script;
    this.connections = connections;
    Files.writeString(script, lua(requests));
  }

  private static String lua(List<McpTarget.Request> requests) {
    StringBuilder lua = new StringBuilder("local calls = {}\nlocal next = 0\ninit = function()\n");
    for (McpTarget.Request request : requests) {
      lua.append("  calls[#calls + 1] = wrk.format(\"POST\", \"/mcp\", {")
          .append(
              request.headers().entrySet().stream()
                  .map(Wrk::field)
                  .collect(Collectors.joining(", ")))
          .append("}, ")
          .append(quoted(request.body()))
          .append(")\n");
    }
    return lua.append("end\nrequest = function()\n  next = next % #calls + 1\n")
        .append("  return calls[next]\nend\n")
        .append(DONE)
        .toString();
  }

  private static String field(Map.Entry<String, String> header) {
    return "[" + quoted(header.getKey()) + "] = " + quoted(header.getValue());
  }

  /** As JSON has it: Lua reads such texts the same, while there is nothing but ASCII in them. */
  private static String quoted(String text) {
    return new Json().text(text);
  }

  /**
   * Sends for a while.
   *
   * @throws IllegalStateException when an answer was an error, or none came
   */
  Load send(String address, int seconds) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Tools.program("wrk", "wrk")));
    command.addAll(List.of("-t", Integer.toString(Math.min(2, connections))));
    command.addAll(List.of("-c", Integer.toString(connections)));
    command.addAll(List.of("-d", seconds + "s", "-s", script.toString(), address));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().readAllLines();
    process.waitFor();
    for (String line : lines) {
      if (line.startsWith("RESULT ")) {
        String[] result = line.split(" ");
        if (!result[3].equals("0")) {
          throw new IllegalStateException(address + ": " + result[3] + " errors");
        }
        return new Load(Long.parseLong(result[1]), Long.parseLong(result[2]) / 1e6);
      }
    }
    throw new IllegalStateException(String.join("\n", lines));
  }
}
