package dev.kasava.keys.bench;

import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.keychain.Account;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long commands take from their start to their answer, and what they hold then. */
final class StartBenchmark {
  private static final int ROUNDS = 20;

  /** Sessions that the server has begun before, as one that has been up for a while has. */
  private static final int SESSIONS_BEFORE = 3000;

  private static final int PATIENCE_SECONDS = 20;
  private static final int MEGABYTE = 1 << 20;
  private static final String LISTENING = "listening on ";

  private static final String HELLO = "bare Java hello";
  private static final String SDK = "TypeScript SDK v2, Node 24: initialize";
  private static final String BRIDGE = "mcp, bridge: initialize";
  private static final String BRIDGE_KEYCHAIN = "(mcp, bridge, keychain: initialize)";
  private static final String BRIDGE_TOOLS = "(mcp, bridge: tools/list)";
  private static final String LOCAL = "mcp, data folder: initialize";
  private static final String LOCAL_TOOLS = "mcp, data folder: tools/list";
  private static final String HEADERS = "headers, keychain";
  private static final String KEYCHAIN = "(the keychain alone: secret-tool)";
  private static final String SERVE = "serve: first answer";

  private static final String INITIALIZE =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}\
      """;
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
  private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}";

  private final PrintStream out;
  private final Path plugin;
  private final Map<String, List<Long>> resident = new LinkedHashMap<>();
  private final Map<String, List<Double>> processor = new LinkedHashMap<>();

  StartBenchmark(PrintStream out) throws IOException, InterruptedException {
    this.out = out;
    this.plugin = Tools.plugin();
  }

  boolean run(Path folder) throws Exception {
    int port = Contender.freePort();
    Path home = Files.createDirectories(folder.resolve("server"));
    try (Contender server =
            Contender.start(
                command("serve", "--port", Integer.toString(port)), at(home), home, port);
        KeyringSession keyring =
            KeyringSession.unlocked(Files.createDirectories(folder.resolve("keyring")))) {
      String key = firstKey(home.resolve("data/first-key"));
      Map<String, String> session = new HashMap<>(keyring.environment());
      session.putAll(at(home));
      logIn(server.address(), key, session, home);
      warm(new McpTarget(server.address(), key));
      Map<String, Launch> launches = launches(server.address(), key, session, folder);
      return measured(
          launches, new Launch(command("serve", "--port", "0"), at(folder), folder, List.of()));
    }
  }

  /** The server listens before it hands its first key over. */
  private static String firstKey(Path file) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.exists(file) && System.nanoTime() < deadline) {
      Thread.sleep(20);
    }
    return Files.readString(file).strip();
  }

  private static void warm(McpTarget mcp) throws IOException, InterruptedException {
    for (int i = 0; i < SESSIONS_BEFORE; i++) {
      mcp.send(new McpTarget.Request(mcp.begin(), LIST));
    }
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(plugin.resolve("bin/kasava").toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static Map<String, String> at(Path home) {
    return Map.of(
        "HOME", home.toString(),
        "KASAVA_HOME", home.resolve("data").toString(),
        "KASAVA_CONFIG_HOME", home.resolve("settings").toString());
  }

  private void logIn(String server, String key, Map<String, String> session, Path folder)
      throws IOException, InterruptedException {
    new Launch(command("login", "--server", server, "--key-stdin"), session, folder, List.of())
        .run(
            (said, in) -> {
              in.write(key.getBytes(StandardCharsets.US_ASCII));
              in.close();
              if (said.readLine() == null) {
                throw new IllegalStateException("nobody could log in; see " + folder);
              }
            });
  }

  private Map<String, Launch> launches(
      String server, String key, Map<String, String> session, Path folder)
      throws IOException, InterruptedException {
    Map<String, String> named = new HashMap<>(at(folder));
    named.put("KASAVA_API_KEY", key);
    named.put("KASAVA_URL", server);
    List<String> begin = List.of(INITIALIZE);
    Map<String, Launch> launches = new LinkedHashMap<>();
    launches.put(HELLO, new Launch(hello(), Map.of(), folder, List.of()));
    launches.put(SDK, new Launch(sdk(), Map.of(), folder, begin));
    launches.put(BRIDGE, new Launch(command("mcp"), named, folder, begin));
    List<String> list = List.of(INITIALIZE, INITIALIZED, LIST);
    launches.put(BRIDGE_TOOLS, new Launch(command("mcp"), named, folder, list));
    launches.put(BRIDGE_KEYCHAIN, new Launch(command("mcp"), session, folder, begin));
    Map<String, String> local = at(folder);
    launches.put(LOCAL, new Launch(command("mcp", "--local"), local, folder, begin));
    launches.put(LOCAL_TOOLS, new Launch(command("mcp", "--local"), local, folder, list));
    launches.put(HEADERS, new Launch(command("headers"), session, folder, List.of()));
    launches.put(
        KEYCHAIN,
        new Launch(
            List.of(
                "secret-tool",
                "lookup",
                "service",
                Account.SERVICE,
                "account",
                new Account(URI.create(server), Account.CLI).name()),
            session,
            folder,
            List.of()));
    return launches;
  }

  /** The runtime that comes with the program, its usual archive of classes, and light flags. */
  private List<String> hello() {
    return List.of(
        plugin.resolve("runtime/bin/java").toString(),
        "-Xshare:auto",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        "-cp",
        Tools.root().resolve("target/test-classes").toString(),
        Hello.class.getName());
  }

  private static List<String> sdk() throws IOException, InterruptedException {
    Path folder = Tools.npm("typescript-stdio", List.of("@modelcontextprotocol/server@2.4.0"));
    Path server = folder.resolve("server.mjs");
    Files.copy(
        Tools.root().resolve("src/bench/peers/typescript-stdio/server.mjs"),
        server,
        StandardCopyOption.REPLACE_EXISTING);
    return List.of(Tools.node(), server.toString());
  }

  private boolean measured(Map<String, Launch> launches, Launch serve) throws Exception {
    Ratios ratios = new Ratios("milliseconds", HELLO);
    // The first round only fills the machine's caches, and makes the data folder.
    for (int round = 0; round <= ROUNDS; round++) {
      Launch.Outcome served = serve.run((said, in) -> answered(said));
      note(round, SERVE, served, ratios);
      for (Map.Entry<String, Launch> one : launches.entrySet()) {
        note(round, one.getKey(), one.getValue().run(), ratios);
      }
    }
    ratios.print("start, " + ROUNDS + " rounds", out);
    out.printf("%n%-44s %30s %26s%n", "at the answer", "megabytes", "milliseconds of processor");
    resident.forEach(
        (name, sizes) ->
            out.printf("%-44s %30.1f %26.1f%n", name, megabytes(name), processorMillis(name)));
    return isGood(ratios);
  }

  private void note(int round, String name, Launch.Outcome outcome, Ratios ratios) {
    if (round > 0) {
      ratios.add(name, outcome.millis());
      if (outcome.processorMillis() > 0) {
        processor.computeIfAbsent(name, any -> new ArrayList<>()).add(outcome.processorMillis());
      }
      if (outcome.resident() > 0) {
        resident.computeIfAbsent(name, any -> new ArrayList<>()).add(outcome.resident());
      }
    }
  }

  /** The median of those times at which it was still there to be asked. */
  private double processorMillis(String name) {
    List<Double> times = processor.getOrDefault(name, List.of(0.0)).stream().sorted().toList();
    return times.get(times.size() / 2);
  }

  private double megabytes(String name) {
    List<Long> sizes = resident.getOrDefault(name, List.of(0L)).stream().sorted().toList();
    return (double) sizes.get(sizes.size() / 2) / MEGABYTE;
  }

  private boolean isGood(Ratios ratios) {
    boolean good = ratios.atMost(1.6, BRIDGE, HELLO, out);
    good &= ratios.atMost(0.4, BRIDGE, SDK, out);
    good &= ratios.atMost(2.5, LOCAL, HELLO, out);
    good &= ratios.atMost(2.5, LOCAL_TOOLS, HELLO, out);
    good &= ratios.atMost(4, HEADERS, HELLO, out);
    good &= ratios.atMost(4.5, SERVE, HELLO, out);
    good &= isSmall(48, BRIDGE);
    good &= isSmall(120, SERVE);
    return good;
  }

  private boolean isSmall(int allowed, String name) {
    double reached = megabytes(name);
    return Ratios.verdict(
        reached > 0 && reached <= allowed, reached, "<=", allowed, "megabytes of " + name, out);
  }

  /** Until the server that says where it listens has answered a request. */
  private static void answered(BufferedReader said) throws IOException {
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      int listening = line.indexOf(LISTENING);
      if (listening >= 0) {
        URI health = URI.create(line.substring(listening + LISTENING.length()) + "/healthz");
        HttpURLConnection request = (HttpURLConnection) health.toURL().openConnection();
        try (InputStream body = request.getInputStream()) {
          body.readAllBytes();
        }
        return;
      }
    }
    throw new IllegalStateException("the server did not start");
  }
}
