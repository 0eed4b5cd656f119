package dev.kasava.keys.integration;

import dev.kasava.keys.wire.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Starts the bridge just as the client will, and calls a tool (MCP 2025-11-25, lifecycle; stdio).
 */
final class Proof {
  private static final int SECONDS = 30;

  /** What would make the bridge use another key or server than the client's. */
  private static final List<String> OURS_ALONE =
      List.of("KASAVA_API_KEY", "KASAVA_API_KEY_FILE", "KASAVA_URL");

  private static final List<String> CONVERSATION =
      List.of(
          """
          {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
          "capabilities":{},"clientInfo":{"name":"kasava","version":"1"}}}\
          """,
          """
          {"jsonrpc":"2.0","method":"notifications/initialized"}\
          """,
          """
          {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{}}}\
          """);

  private final Json json = new Json();

  /** What came of it. */
  sealed interface Result {
    /** The server saw a good key. */
    record Proved() implements Result {}

    /**
     * @param sentence what went wrong, and what to do
     */
    record Failed(String sentence) implements Result {}
  }

  Result of(Launch launch) {
    ProcessBuilder builder =
        new ProcessBuilder(launch.words()).redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(OURS_ALONE);
    environment.putAll(launch.environment());
    try {
      Process process = builder.start();
      try {
        return answer(process);
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      return new Result.Failed("The command " + launch.command() + " cannot be started.");
    }
  }

  private Result answer(Process process) {
    CompletableFuture<Result> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                answer.complete(talk(process));
              } catch (IOException | JacksonException e) {
                answer.complete(silent());
              }
            });
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return silent();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return silent();
    }
  }

  private static Result silent() {
    return new Result.Failed("The bridge gave no answer. Run \"kasava doctor\".");
  }

  private Result talk(Process process) throws IOException {
    try (BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String message : CONVERSATION) {
        in.write(message);
        in.newLine();
      }
      in.flush();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode message = json.mapper().readTree(line);
        if (message.path("id").intValue(0) == 2) {
          return result(message.path("result"));
        }
      }
      return silent();
    }
  }

  private static Result result(JsonNode result) {
    return result.at("/structuredContent/key/name").isString()
        ? new Result.Proved()
        : new Result.Failed(
            result.at("/content/0/text").stringValue("The tool whoami gave no answer."));
  }
}
