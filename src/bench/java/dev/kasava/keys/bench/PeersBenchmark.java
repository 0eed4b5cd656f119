package dev.kasava.keys.bench;

import dev.kasava.keys.http.Server;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The same keys, checked by others: better-auth's API-key plugin over SQLite, and a Spring Security
 * filter with a map of digests; and nginx with our check in front of a static file.
 */
final class PeersBenchmark {
  private static final String PATH = "/api/v1/auth";
  private static final int KEYS = 100_000;
  private static final int WARM_UP_SECONDS = 15;
  private static final int SECONDS = 3;
  private static final int ROUNDS = 7;

  private static final String OURS = "kasava";
  private static final String SPRING = "spring security";
  private static final String BETTER_AUTH = "better-auth";
  private static final String UNLIMITED = "better-auth, no limits";
  private static final String STATIC = "nginx static file";
  private static final String CHECKED = "nginx auth_request";

  private static final double TIMES_BETTER_AUTH = 80;
  private static final double TIMES_SPRING = 3;
  private static final double OF_STATIC = 0.36;

  private final PrintStream out;

  PeersBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether we are as far ahead as we have to be. */
  boolean run(Path folder) throws IOException, InterruptedException {
    out.println("peers: making " + KEYS + " keys");
    KeyFolder keys = KeyFolder.make(folder.resolve("keys"), KEYS);
    try (Contender ours =
        JavaPrograms.keyServer(keys, Server.IO_THREADS, folder.resolve("kasava"))) {
      new Load(keys.secrets()).untilAllAreKnown(ours, PATH, KEYS);
      boolean good = others(keys, ours, folder);
      return proxies(keys, ours, folder) && good;
    }
  }

  private boolean others(KeyFolder keys, Contender ours, Path folder)
      throws IOException, InterruptedException {
    try (Contender spring = spring(keys, folder.resolve("spring"));
        Contender betterAuth = betterAuth(keys, true, folder.resolve("better-auth"));
        Contender unlimited = betterAuth(keys, false, folder.resolve("better-auth-unlimited"))) {
      Rounds rounds = new Rounds(new Load(keys.secrets()), OURS);
      rounds
          .add(OURS, ours, PATH)
          .add(SPRING, spring, PATH)
          .add(BETTER_AUTH, betterAuth, "/")
          .add(UNLIMITED, unlimited, "/")
          .run(WARM_UP_SECONDS, SECONDS, ROUNDS);
      rounds.print("peers", out);
      boolean good = rounds.throughput().atLeast(TIMES_BETTER_AUTH, OURS, BETTER_AUTH, out);
      return rounds.throughput().atLeast(TIMES_SPRING, OURS, SPRING, out) && good;
    }
  }

  private static Contender spring(KeyFolder keys, Path folder)
      throws IOException, InterruptedException {
    Path jar = Tools.maven("spring").resolve("spring.jar");
    int port = Contender.freePort();
    return Contender.start(
        JavaPrograms.jar(jar, List.of("--server.port=" + port, "--keys=" + keys.secrets())),
        Map.of(),
        folder,
        port);
  }

  /**
   * @param isLimited whether each key has a limit, which is what the plugin does by itself; ours
   *     has none here
   */
  private static Contender betterAuth(KeyFolder keys, boolean isLimited, Path folder)
      throws IOException, InterruptedException {
    String node = Tools.node();
    Path packages =
        Tools.npm(
            "better-auth",
            List.of("better-auth@1.7.5", "@better-auth/core@1.7.5", "@better-auth/api-key@1.7.5"));
    Path program = packages.resolve("server.mjs");
    Files.copy(
        Tools.root().resolve("src/bench/peers/better-auth/server.mjs"),
        program,
        StandardCopyOption.REPLACE_EXISTING);
    int port = Contender.freePort();
    return Contender.start(
        List.of(
            node,
            program.toString(),
            Integer.toString(port),
            keys.secrets().toString(),
            folder.resolve("keys.db").toString(),
            Boolean.toString(isLimited)),
        Map.of("NODE_ENV", "production"),
        folder,
        port);
  }

  private boolean proxies(KeyFolder keys, Contender ours, Path folder)
      throws IOException, InterruptedException {
    try (Contender nginx = Nginx.start(folder.resolve("nginx"), ours)) {
      Rounds rounds = new Rounds(new Load(keys.secrets()), STATIC);
      rounds
          .add(STATIC, nginx, Nginx.PLAIN)
          .add(CHECKED, nginx, Nginx.CHECKED)
          .run(WARM_UP_SECONDS, SECONDS, ROUNDS);
      rounds.throughput().print("nginx", out);
      return rounds.throughput().atLeast(OF_STATIC, CHECKED, STATIC, out);
    }
  }
}
