package dev.kasava.keys.app;

import dev.kasava.keys.cli.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the JVM learns the program by when its AOT cache is made: what people and their tools do on
 * an ordinary day, on a server and in a home that are thrown away.
 */
final class Rehearsal {
  private static final String LISTENING = "listening on ";
  private static final String MESSAGES =
      """
      {"jsonrpc":"2.0","id":0,"method":"server/discover","params":{"_meta":{\
      "io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"rehearsal","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/list"}
      {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private static final String TOOL_CALL =
      """
      {"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git commit"}}
      """;

  private final Path home;
  private final Map<String, String> environment;

  private Rehearsal(Path home) {
    this.home = home;
    this.environment =
        Map.of(
            "HOME", home.toString(),
            "KASAVA_HOME", home.resolve("data").toString(),
            "KASAVA_CONFIG_HOME", home.resolve("settings").toString());
  }

  /**
   * @param arguments a home that is thrown away afterwards; to rehearse what clients start, also a
   *     server for which a key is kept there, and which cache it is for; else to rehearse serving
   */
  public static void main(String[] arguments) throws IOException {
    Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]));
    if (arguments.length > 1) {
      rehearsal.commands(arguments[1], arguments[2]);
    } else {
      rehearsal.serving();
    }
    System.exit(0);
  }

  private void serving() throws IOException {
    String server = serve();
    logIn(server);
    does(MESSAGES, "mcp");
  }

  private void commands(String server, String cache) throws IOException {
    switch (cache) {
      case "headers" -> {
        does("", "headers", "--server", server);
        lookAtKeyring();
      }
      case "local" -> does(MESSAGES, "mcp", "--local");
      case "mcp" -> does(MESSAGES, "mcp", "--server", server);
      default -> {
        does(TOOL_CALL, "hook");
        does("", "status", "--server", server);
        does("", "keys", "list", "--server", server);
      }
    }
  }

  private static void lookAtKeyring() throws IOException {
    Path jar = Path.of(System.getProperty("java.class.path", ""));
    try {
      KeyringRehearsal.run(jar.resolveSibling("lib"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void logIn(String server) throws IOException {
    String key = Files.readString(home.resolve("data/first-key"));
    does(key, "login", "--server", server, "--key-stdin", "--insecure-storage");
  }

  /** Answers where it listens. */
  private String serve() throws IOException {
    PipedOutputStream out = new PipedOutputStream();
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(new PipedInputStream(out), StandardCharsets.UTF_8));
    Thread.ofPlatform().daemon().start(() -> serve(out));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      int listening = line.indexOf(LISTENING);
      if (listening >= 0) {
        return line.substring(listening + LISTENING.length());
      }
    }
    throw new IllegalStateException("The server did not start.");
  }

  private void serve(OutputStream out) {
    try (out) {
      Main.run(
          new String[] {"serve", "--port", "0"},
          terminal(InputStream.nullInputStream(), out),
          environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void does(String input, String... command) {
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    int code = Main.run(command, terminal(in, OutputStream.nullOutputStream()), environment);
    if (code != 0) {
      throw new IllegalStateException(List.of(command) + " ended with " + code + ".");
    }
  }

  private static Terminal terminal(InputStream in, OutputStream out) {
    return new Terminal(
        in,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        System.err,
        false,
        prompt -> Optional.empty(),
        prompt -> Optional.empty());
  }
}
