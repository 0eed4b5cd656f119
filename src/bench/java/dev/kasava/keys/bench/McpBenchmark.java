package dev.kasava.keys.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of a tool that answers from memory, over HTTP, with many sessions and with one: this server
 * with a key, in both eras of MCP, against servers made with other SDKs, which check no key and
 * give the same answer, and against the bare server beneath. And the heap that an idle session
 * takes.
 */
final class McpBenchmark {
  private static final int SESSIONS = 32;
  private static final int ROUNDS = 9;
  private static final int SECONDS = 2;
  private static final int WARM_UP_SECONDS = 15;

  private static final String LEGACY = "kasava, 2025-11-25";
  private static final String MODERN = "kasava, 2026-07-28";
  private static final String TYPESCRIPT = "TypeScript SDK";
  private static final String TYPESCRIPT_JSON = "TypeScript SDK, JSON answers";
  private static final String QUARKUS = "Quarkus MCP";
  private static final String QUARKUS_AT_ONCE = "Quarkus MCP, @NonBlocking";
  private static final String BARE = "bare Undertow";
  private static final String TOOL = "whoami";

  /** One contender under one load. */
  private record Lane(String name, Contender server, McpTarget target, Wrk many, Wrk one) {}

  private final PrintStream out;
  private final List<Contender> servers = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();

  McpBenchmark(PrintStream out) {
    this.out = out;
  }

  /** Answers whether the goals are reached. */
  boolean run(Path folder) throws IOException, InterruptedException {
    boolean isLight = new SessionHeap(out).run(folder.resolve("sessions"));
    try {
      start(folder);
      return measure() && isLight;
    } finally {
      for (Contender server : servers) {
        server.close();
      }
    }
  }

  private void start(Path folder) throws IOException, InterruptedException {
    Contender kasava = Peers.kasava(folder.resolve("kasava"));
    servers.add(kasava);
    McpTarget own = new McpTarget(kasava.address(), Peers.firstSecret(folder.resolve("kasava")));
    String answer = own.answer(own.modernCalls().getFirst());
    List<McpTarget.Request> calls = own.legacyCalls(TOOL, SESSIONS);
    add(folder, LEGACY, kasava, own, calls);
    add(folder, MODERN, kasava, own, own.modernCalls());
    Contender bare = Peers.bare(folder.resolve("bare"), own.send(calls.getFirst()).body());
    servers.add(bare);
    McpTarget target = new McpTarget(bare.address(), null);
    add(folder, BARE, bare, target, target.bareCalls());
    Map<String, String> told = Map.of("ANSWER", answer);
    addPeer(folder, TYPESCRIPT, Peers.typescript(folder.resolve("typescript"), told));
    Map<String, String> plain = new LinkedHashMap<>(told);
    plain.put("JSON_ANSWERS", "true");
    addPeer(folder, TYPESCRIPT_JSON, Peers.typescript(folder.resolve("typescript-json"), plain));
    Contender quarkus = Peers.quarkus(folder.resolve("quarkus"), told);
    addPeer(folder, QUARKUS, quarkus);
    McpTarget atOnce = new McpTarget(quarkus.address(), null);
    add(folder, QUARKUS_AT_ONCE, quarkus, atOnce, atOnce.legacyCalls(TOOL + "_at_once", SESSIONS));
  }

  private void addPeer(Path folder, String name, Contender server)
      throws IOException, InterruptedException {
    servers.add(server);
    McpTarget target = new McpTarget(server.address(), null);
    add(folder, name, server, target, target.legacyCalls(TOOL, SESSIONS));
  }

  private void add(
      Path folder, String name, Contender server, McpTarget target, List<McpTarget.Request> calls)
      throws IOException, InterruptedException {
    out.printf("%s: an answer of %d characters%n", name, target.check(calls.getFirst()));
    Path script = folder.resolve("wrk-" + lanes.size());
    lanes.add(
        new Lane(
            name,
            server,
            target,
            new Wrk(Path.of(script + "-many.lua"), calls, SESSIONS),
            new Wrk(Path.of(script + "-one.lua"), calls.subList(0, 1), 1)));
  }

  private boolean measure() throws IOException, InterruptedException {
    Ratios many = new Ratios("calls/s", TYPESCRIPT);
    Ratios one = new Ratios("calls/s", TYPESCRIPT);
    Ratios processor = new Ratios("us a call", LEGACY);
    for (Lane lane : lanes) {
      lane.many().send(lane.target().address(), WARM_UP_SECONDS);
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Lane lane : lanes) {
        double before = lane.server().processorSeconds();
        Wrk.Load load = lane.many().send(lane.target().address(), SECONDS);
        double used = lane.server().processorSeconds() - before;
        many.add(lane.name(), load.perSecond());
        processor.add(lane.name(), used / load.requests() * 1e6);
        one.add(lane.name(), lane.one().send(lane.target().address(), SECONDS).perSecond());
      }
    }
    many.print("mcp: tools/call, " + SESSIONS + " sessions", out);
    one.print("mcp: tools/call, one session", out);
    processor.print("mcp: processor time of the server", out);
    boolean good = many.atLeast(10, LEGACY, TYPESCRIPT, out);
    good &= many.atLeast(1.4, LEGACY, QUARKUS, out);
    good &= many.atLeast(14, MODERN, TYPESCRIPT, out);
    good &= many.atLeast(2, MODERN, QUARKUS, out);
    good &= one.atLeast(2.1, LEGACY, TYPESCRIPT, out);
    return good;
  }
}
