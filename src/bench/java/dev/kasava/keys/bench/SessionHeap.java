package dev.kasava.keys.bench;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What an idle session takes of the heap. */
final class SessionHeap {
  private static final int KEYS = 8;

  /** As many as there is room for, of each key. */
  private static final int OF_A_KEY = 1_000;

  private static final int MOST_BYTES = 2_048;
  private static final String LIST =
      """
      {"jsonrpc":"2.0","id":2,"method":"tools/call",\
      "params":{"name":"list_api_keys","arguments":{"limit":1}}}\
      """;

  private final PrintStream out;

  SessionHeap(PrintStream out) {
    this.out = out;
  }

  /** Answers whether sessions are as light as they have to be. */
  boolean run(Path folder) throws IOException, InterruptedException {
    double light = bytes(folder.resolve("light"), false);
    double heavy = bytes(folder.resolve("heavy"), true);
    boolean good =
        Ratios.verdict(
            light <= MOST_BYTES, light, "<=", MOST_BYTES, "heap bytes of an idle session", out);
    good &=
        Ratios.verdict(
            heavy <= MOST_BYTES, heavy, "<=", MOST_BYTES, "the same, having asked the store", out);
    return good;
  }

  /**
   * @param asks whether each session asks something that takes the store
   */
  private static double bytes(Path folder, boolean asks) throws IOException, InterruptedException {
    try (TestServer server = TestServer.in(folder)) {
      List<Secret> secrets =
          IntStream.range(0, KEYS + 1)
              .mapToObj(i -> server.installation().create("Key " + i, null, "keys:read").secret())
              .toList();
      // Once around before, so that classes and buffers are there already.
      open(server, secrets.getLast(), OF_A_KEY, asks);
      long before = heap();
      for (Secret secret : secrets.subList(0, KEYS)) {
        open(server, secret, OF_A_KEY, asks);
      }
      return (double) (heap() - before) / (KEYS * OF_A_KEY);
    }
  }

  private static void open(TestServer server, Secret secret, int count, boolean asks)
      throws IOException, InterruptedException {
    McpTarget target = new McpTarget(server.url(), secret.reveal());
    for (int i = 0; i < count; i++) {
      Map<String, String> headers = target.begin();
      if (asks) {
        target.send(new McpTarget.Request(headers, LIST));
      }
    }
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(200);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
