package dev.kasava.keys.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The servers that speak MCP, each in a process of its own. */
final class Peers {
  private Peers() {}

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** This server as it was compiled, with a new data folder. */
  static Contender kasava(Path folder) throws IOException, InterruptedException {
    int port = Contender.freePort();
    Contender server =
        Contender.start(
            List.of(
                java(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dorg.jboss.logging.provider=slf4j",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.kasava.keys.app.Main",
                "serve",
                "--port",
                Integer.toString(port)),
            Map.of("KASAVA_HOME", folder.resolve("data").toString()),
            folder,
            port);
    while (!Files.readString(folder.resolve("output.txt")).contains("listening on")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return server;
  }

  /** The bare server beneath. */
  static Contender bare(Path folder, String answer) throws IOException, InterruptedException {
    int port = Contender.freePort();
    return Contender.start(
        List.of(
            java(),
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            BarePost.class.getName(),
            Integer.toString(port),
            answer),
        Map.of(),
        folder,
        port);
  }

  /** The secret of the first key of a server that was started in {@code folder}. */
  static String firstSecret(Path folder) throws IOException {
    return Files.readString(folder.resolve("data/first-key")).strip();
  }

  /** The TypeScript SDK, as its documentation uses it. */
  static Contender typescript(Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path packages =
        Tools.npm(
            "typescript-mcp",
            List.of("@modelcontextprotocol/sdk@1.32.2", "express@5.3.0", "zod@4.6.7"));
    Path script = packages.resolve("server.mjs");
    Files.write(
        script,
        Files.readAllBytes(Tools.root().resolve("src/bench/peers/typescript-mcp/server.mjs")));
    return start(List.of(Tools.node(), script.toString()), environment, folder, "PORT");
  }

  static Contender quarkus(Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path run = Tools.maven("quarkus-mcp").resolve("quarkus-app/quarkus-run.jar");
    return start(List.of(java(), "-jar", run.toString()), environment, folder, "QUARKUS_HTTP_PORT");
  }

  private static Contender start(
      List<String> command, Map<String, String> environment, Path folder, String portVariable)
      throws IOException, InterruptedException {
    int port = Contender.freePort();
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put(portVariable, Integer.toString(port));
    return Contender.start(command, all, folder, port);
  }
}
