package dev.kasava.keys.app;

import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Whoever gives {@code kasava keys} commands, to a server or to its data folder. */
abstract class KeysAtATerminal {
  Path folder;
  TestServer server;

  @BeforeEach
  final void start(@TempDir Path empty) {
    folder = empty;
    server = TestServer.in(folder);
  }

  @AfterEach
  final void stop() {
    server.close();
  }

  String key() {
    return server.installation().firstKey().secret().reveal();
  }

  /**
   * Runs one of the commands with the first key.
   *
   * @param where {@code --server}, or {@code --local} for the data folder
   */
  CommandRun keys(String where, String... arguments) {
    List<String> line = new ArrayList<>(List.of("keys"));
    line.addAll(List.of(arguments));
    line.addAll(where.equals("--local") ? List.of(where) : List.of(where, server.url()));
    return CommandRun.of(folder, key(), line);
  }
}
