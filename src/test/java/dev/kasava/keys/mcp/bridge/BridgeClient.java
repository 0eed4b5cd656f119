package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.wire.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The other end of a bridge's pipes. */
final class BridgeClient implements AutoCloseable {
  /** Begins a session of the older era, in an older revision of it. */
  static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
      "capabilities":{},"clientInfo":{"name":"cursor","version":"1"}}}\
      """;

  private static final int SECONDS = 30;

  /** Splits what the bridge writes into lines, and keeps all of it. */
  private final class Received extends OutputStream {
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int c) {
      all.write(c);
      if (c == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(c);
      }
    }
  }

  private final Json json = new Json();
  private final PipedOutputStream input = new PipedOutputStream();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final Thread bridge;

  BridgeClient(URI server, Supplier<Credential> key, Keeping keeping) {
    PipedInputStream in = connected();
    Bridge door =
        new Bridge(
            server,
            key,
            () -> "Run: kasava login",
            keeping,
            new LineWriter(new Received(), json),
            json);
    bridge =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    door.run(in);
                  } catch (IOException e) {
                    lines.add(String.valueOf(e));
                  }
                });
  }

  private PipedInputStream connected() {
    try {
      return new PipedInputStream(input, 1024 * 1024);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void send(String message) {
    try {
      input.write((message + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  JsonNode next() {
    try {
      String line = lines.poll(SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("nothing came").isNotNull();
      return json.mapper().readTree(line);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What a tool's answer says to the model. */
  static String text(JsonNode answer) {
    return answer.path("result").path("content").path(0).path("text").stringValue("");
  }

  /** The answer to a request, whatever is said beside it. */
  JsonNode ask(String message) {
    send(message);
    return answerTo(json.mapper().readTree(message).path("id").intValue());
  }

  JsonNode answerTo(int id) {
    JsonNode answer = next();
    while (answer.has("method") || answer.path("id").intValue(-1) != id) {
      answer = next();
    }
    return answer;
  }

  /** The next request of the server's. */
  JsonNode question() {
    JsonNode question = next();
    while (!question.has("method") || !question.has("id")) {
      question = next();
    }
    return question;
  }

  /** Every byte that the bridge ever wrote. */
  String everything() {
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      input.close();
      bridge.join(SECONDS * 1_000L);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    assertThat(bridge.isAlive()).as("the bridge ends with its input").isFalse();
  }
}
