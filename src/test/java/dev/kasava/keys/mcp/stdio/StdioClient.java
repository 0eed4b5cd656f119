package dev.kasava.keys.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.app.McpLanes;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** The other end of the pipes. */
final class StdioClient implements AutoCloseable {
  private static final int SECONDS = 20;

  /** Splits what the door writes into lines, and keeps all of it. */
  private static final class Received extends OutputStream {
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private volatile boolean isGone;

    @Override
    public synchronized void write(int c) throws IOException {
      if (isGone) {
        throw new IOException("Broken pipe");
      }
      all.write(c);
      if (c == '\n') {
        lines.add(line.toString(StandardCharsets.UTF_8));
        line.reset();
      } else {
        line.write(c);
      }
    }

    synchronized String all() {
      return all.toString(StandardCharsets.UTF_8);
    }
  }

  private final Json json = new Json();
  private final PipedOutputStream input = new PipedOutputStream();
  private final Received received = new Received();
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  StdioClient(TestInstallation installation, Supplier<Outcome<Caller>> callers) {
    this(installation, callers, Duration.ofSeconds(SECONDS));
  }

  /**
   * @param patience how long the door waits for what it asks
   */
  StdioClient(TestInstallation installation, Supplier<Outcome<Caller>> callers, Duration patience) {
    this((in, out) -> door(installation, callers, patience, out).run(in));
  }

  /** What serves a client until its input ends. */
  interface Serving {
    void run(InputStream in, LineWriter out) throws IOException;
  }

  StdioClient(Serving serving) {
    PipedInputStream in = connected();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                serving.run(in, new LineWriter(received, json));
                end.complete(null);
              } catch (IOException | RuntimeException e) {
                end.completeExceptionally(e);
              }
            });
  }

  static StdioDoor door(
      TestInstallation installation,
      Supplier<Outcome<Caller>> callers,
      Duration patience,
      LineWriter out) {
    Json json = new Json();
    Shapes shapes =
        new Shapes(
            installation.get().format(), installation.get().clock(), () -> "http://127.0.0.1:1");
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    McpLanes lanes =
        McpLanes.over(
            installation.get(),
            KeyCatalogue.of(
                installation.get().verbs(),
                shapes,
                json,
                "test",
                installation.get().folder().path().toString()),
            json,
            patience,
            workers);
    return new StdioDoor(
        new StdioDoor.Parts(
            lanes.limiter(),
            lanes.legacy(),
            lanes.modern(),
            lanes.subscriptions(),
            installation.get().changes(),
            json,
            callers,
            workers),
        out);
  }

  private PipedInputStream connected() {
    try {
      return new PipedInputStream(input, 1024 * 1024);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) {
    try {
      input.write(bytes);
      input.flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The next line, which has to be one JSON-RPC message. */
  JsonNode next() {
    try {
      String line = received.lines.poll(SECONDS, TimeUnit.SECONDS);
      assertThat(line).as("no answer came").isNotNull();
      JsonNode message = json.mapper().readTree(line);
      assertThat(message.path("jsonrpc").stringValue()).as(line).isEqualTo("2.0");
      return message;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  JsonNode ask(String line) {
    send(line + "\n");
    return next();
  }

  void begin(String client) {
    JsonNode answer =
        ask(
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"CLIENT","version":"1"}}}\
            """
                .replace("CLIENT", client));
    assertThat(answer.path("result").path("serverInfo").path("name").stringValue(""))
        .as("%s", answer)
        .isEqualTo("kasava-keys");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n");
  }

  static String call(int id, String tool, String arguments) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"tools/call\",\"params\":{\"name\":\""
        + tool
        + "\",\"arguments\":"
        + arguments
        + "}}";
  }

  /** Nobody reads any more. */
  void stopReading() {
    received.isGone = true;
  }

  void endInput() {
    try {
      input.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  boolean isOver() {
    return end.isDone();
  }

  /** Waits until the door is done, which has to end with an exception. */
  Throwable awaitFailure() {
    assertThat(end).failsWithin(Duration.ofSeconds(SECONDS));
    return end.exceptionNow();
  }

  /** Waits until the door is done; fails if it ended with an exception. */
  void awaitEnd() {
    try {
      end.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What was not read yet. */
  int unread() {
    return received.lines.size();
  }

  /** Every byte that the door ever wrote. */
  String everything() {
    return received.all();
  }

  @Override
  public void close() {
    endInput();
    awaitEnd();
  }
}
