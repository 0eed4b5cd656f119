package dev.kasava.keys.bench;

import dev.kasava.keys.http.Server;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code GET /api/v1/auth} with good keys, against what the HTTP server under it does with a
 * constant answer: an empty one, and one with the same headers.
 */
final class AuthBenchmark {
  private static final String PATH = "/api/v1/auth";
  private static final int KEYS = 100_000;
  private static final int WARM_UP_SECONDS = 20;
  private static final int SECONDS = 3;
  private static final int ROUNDS = 9;

  private static final String OURS = "kasava";
  private static final String BARE = "undertow";
  private static final String FULL = "undertow, same headers";

  private static final double LEAST = 0.97;
  private static final double LEAST_ON_ONE_THREAD = 0.90;

  private final PrintStream out;

  AuthBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether the throughput comes as near to the server's own as it has to. */
  boolean run(Path folder) throws IOException, InterruptedException {
    out.println("auth: making " + KEYS + " keys");
    KeyFolder keys = KeyFolder.make(folder.resolve("keys"), KEYS);
    boolean good = compare(keys, Server.IO_THREADS, LEAST, folder.resolve("default"));
    return compare(keys, 1, LEAST_ON_ONE_THREAD, folder.resolve("one")) && good;
  }

  private boolean compare(KeyFolder keys, int ioThreads, double least, Path folder)
      throws IOException, InterruptedException {
    try (Contender ours = JavaPrograms.keyServer(keys, ioThreads, folder.resolve("ours"));
        Contender bare = constant("bare", ioThreads, folder);
        Contender full = constant("full", ioThreads, folder)) {
      Load load = new Load(keys.secrets());
      load.untilAllAreKnown(ours, PATH, KEYS);
      Rounds rounds = new Rounds(load, BARE);
      rounds.add(OURS, ours, PATH).add(BARE, bare, PATH).add(FULL, full, PATH);
      rounds.run(WARM_UP_SECONDS, SECONDS, ROUNDS);
      rounds.print("auth, I/O threads: " + ioThreads, out);
      return rounds.throughput().atLeast(least, OURS, BARE, out);
    }
  }

  private static Contender constant(String kind, int ioThreads, Path folder)
      throws IOException, InterruptedException {
    int port = Contender.freePort();
    return Contender.start(
        JavaPrograms.command(
            ConstantServer.class,
            List.of(Integer.toString(port), Integer.toString(ioThreads), kind)),
        Map.of(),
        folder.resolve(kind),
        port);
  }
}
