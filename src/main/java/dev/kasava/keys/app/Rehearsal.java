package dev.kasava.keys.app;

import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.mcp.stdio.EarlyDoor;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.mcp.stdio.Prelude;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Release;
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
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the JVM learns the program by when its class archives are made: what people and their tools
 * do on an ordinary day, on a server and in a home that are thrown away.
 */
final class Rehearsal {
  private static final String LISTENING = "listening on ";

  /** Names the folder with the lists of the classes on the ways to a keyring. */
  private static final String LISTS = "kasava.keyring.lists";

  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"rehearsal","version":"1"}}}
      """;
  private static final String BEGINNING =
      INITIALIZE
          + """
          {"jsonrpc":"2.0","method":"notifications/initialized"}
          {"jsonrpc":"2.0","id":2,"method":"tools/list"}
          """;
  private static final String MESSAGES =
      BEGINNING
          + """
          {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
          {"jsonrpc":"2.0","id":0,"method":"server/discover","params":{"_meta":{\
          "io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}
          """;

  private static final String TOOL_CALL =
      """
      {"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":{"command":"git commit"}}
      """;

  private final Path home;
  private final Map<String, String> environment;

  private Rehearsal(Path home, Map<String, String> environment) {
    this.home = home;
    this.environment = environment;
  }

  private static Rehearsal at(Path home) {
    Map<String, String> own = new HashMap<>(System.getenv());
    own.putAll(
        Map.of(
            "HOME", home.toString(),
            "KASAVA_HOME", home.resolve("data").toString(),
            "KASAVA_CONFIG_HOME", home.resolve("settings").toString()));
    return new Rehearsal(home, own);
  }

  /**
   * @param arguments which way of starting; "first" up to the first answer, or "whole"; a home that
   *     is thrown away afterwards; and, but for serving, a server for which a key is kept there
   */
  public static void main(String[] arguments) throws IOException {
    Main.begin();
    Rehearsal rehearsal = at(Path.of(arguments[2]));
    String server = arguments.length > 3 ? arguments[3] : "";
    if (arguments[1].equals("first")) {
      rehearsal.first(arguments[0], server);
      // What an orderly end takes comes after the first answer.
      Runtime.getRuntime().halt(0);
    }
    rehearsal.whole(arguments[0], server);
    System.exit(0);
  }

  private void first(String start, String server) throws IOException {
    switch (start) {
      case "serve" -> ask(serve());
      case "headers" -> {
        does("", "headers", "--server", server);
        withKeyOfEnvironment().does("", "headers", "--server", server);
        lookAtShortWay();
      }
      case "local" -> beginning();
      case "mcp" -> {
        does(INITIALIZE, "mcp", "--server", server);
        withKeyOfEnvironment().does(INITIALIZE, "mcp", "--server", server);
        lookAtShortWay();
      }
      default -> does(TOOL_CALL, "hook");
    }
  }

  private void whole(String start, String server) throws IOException {
    switch (start) {
      // A new data folder, which a first start has to make.
      case "serve" -> at(home.resolve("new")).serving();
      case "headers" -> {
        does("", "headers", "--server", server);
        lookAtKeyring();
      }
      case "local" -> does(MESSAGES, "mcp", "--local");
      case "mcp" -> {
        does(MESSAGES, "mcp", "--server", server);
        lookAtKeyring();
      }
      default -> {
        does(TOOL_CALL, "hook");
        does("", "--version");
        does("", "status", "--server", server);
        does("", "keys", "list", "--server", server);
        lookAtKeyring();
      }
    }
  }

  private Rehearsal withKeyOfEnvironment() throws IOException {
    Map<String, String> more = new HashMap<>(environment);
    more.put(Credentials.KEY, Files.readString(home.resolve("data/first-key")).strip());
    return new Rehearsal(home, more);
  }

  private void serving() throws IOException {
    String server = serve();
    ask(server);
    logIn(server);
    does(MESSAGES, "mcp");
  }

  /** What is answered before the data folder is opened, and so without what that takes. */
  private void beginning() throws IOException {
    Path nowhere = home.resolve("nowhere");
    run(
        new String[] {"mcp", "--local"},
        terminal(InputStream.nullInputStream(), OutputStream.nullOutputStream()),
        Map.of("HOME", home.toString(), "KASAVA_HOME", nowhere.toString()));
    Json json = new Json();
    EarlyDoor door =
        new EarlyDoor(
            new Prelude(Release.number()),
            new LineWriter(OutputStream.nullOutputStream(), json),
            json,
            () -> {
              throw new EarlyDoor.Unavailable(new DataFolderException("Only a rehearsal."));
            });
    try {
      door.run(new ByteArrayInputStream(BEGINNING.getBytes(StandardCharsets.UTF_8)));
    } catch (EarlyDoor.Unavailable e) {
      // As it is meant to be.
    }
  }

  /** Asks by hand, as a client of Java's own would be learned with the server. */
  private static void ask(String server) throws IOException {
    URI address = URI.create(server);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      String request =
          "GET /healthz HTTP/1.1\r\nHost: "
              + address.getAuthority()
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }

  private static void lookAtShortWay() throws IOException {
    KeyringRehearsal.ofShortWay(Path.of(System.getProperty(LISTS)));
  }

  private static void lookAtKeyring() throws IOException {
    lookAtShortWay();
    try {
      KeyringRehearsal.ofLibrary(Path.of(System.getProperty(LISTS)));
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
      run(
          new String[] {"serve", "--port", "0"},
          terminal(InputStream.nullInputStream(), out),
          environment);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void does(String input, String... command) {
    InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    int code = run(command, terminal(in, OutputStream.nullOutputStream()), environment);
    if (code != 0) {
      throw new IllegalStateException(List.of(command) + " ended with " + code + ".");
    }
  }

  /** As the program's own beginning does. */
  private static int run(String[] command, Terminal terminal, Map<String, String> environment) {
    Trust.settle(command, environment);
    return Main.run(command, terminal, environment);
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
