package dev.kasava.keys.mcp;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.app.McpLanes;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.mcp.legacy.Witness;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Shapes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import tools.jackson.databind.node.ObjectNode;

/** Both ways of speaking MCP over a real installation, without a transport. */
public final class TestLanes {
  private final McpLanes lanes;
  private final Json json = new Json();

  private TestLanes(Installation installation, Catalogue catalogue) {
    this.lanes = McpLanes.over(installation, catalogue, json, Duration.ofMinutes(1), Runnable::run);
  }

  /** With what a server offers. */
  public static TestLanes over(TestInstallation installation) {
    Installation opened = installation.get();
    Shapes shapes = new Shapes(opened.format(), opened.clock(), () -> "http://127.0.0.1:1");
    return over(installation, KeyCatalogue.of(opened.verbs(), shapes, new Json(), "test"));
  }

  public static TestLanes over(TestInstallation installation, Catalogue catalogue) {
    return new TestLanes(installation.get(), catalogue);
  }

  public McpLanes get() {
    return lanes;
  }

  public static Message.Request request(String text) {
    return (Message.Request) Message.parse(text.getBytes(StandardCharsets.UTF_8), new Json());
  }

  /** What begins a session of the older era, of a client that can do this. */
  public static Message.Request initialize(String capabilities) {
    return request(
        """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",
         "capabilities":%s,"clientInfo":{"name":"raw","version":"1"}}}
        """
            .formatted(capabilities));
  }

  /** What whoever asks this of the newer era hears. */
  public Heard ask(Caller caller, String method, String params) {
    return ask(caller, method, params, "{}", new Cancellation());
  }

  /**
   * Likewise.
   *
   * @param capabilities what the client declares that it can
   */
  public Heard ask(
      Caller caller, String method, String params, String capabilities, Cancellation cancellation) {
    ObjectNode given = (ObjectNode) json.mapper().readTree(params);
    given
        .putObject("_meta")
        .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
        .set("io.modelcontextprotocol/clientCapabilities", json.mapper().readTree(capabilities));
    return answer(new Message.Request(7L, method, given), caller, cancellation, Runnable::run);
  }

  /**
   * What whoever sends this request of the newer era hears.
   *
   * @param aside runs what may block
   */
  public Heard answer(
      Message.Request request, Caller caller, Cancellation cancellation, Executor aside) {
    Heard heard = new Heard();
    lanes.modern().answer(request, caller, heard, cancellation, aside);
    return heard;
  }

  /** A session of the older era whose client can do this. */
  public Session begin(Caller caller, String capabilities, Witness witness) {
    return TestInstallation.done(lanes.legacy().begin(initialize(capabilities), caller, witness));
  }

  /** What whoever has a key deleted within a session hears, as request 1. */
  public Heard delete(Session session, Caller caller, Issue.Claimed key) {
    return ask(
        session,
        caller,
        1L,
        "tools/call",
        "{\"name\":\"delete_api_key\",\"arguments\":{\"id\":\"" + key.key().key().id() + "\"}}");
  }

  /** What whoever asks this within a session hears. */
  public Heard ask(Session session, Caller caller, Object id, String method, String params) {
    Heard heard = new Heard();
    session.answer(
        new Message.Request(id, method, (ObjectNode) json.mapper().readTree(params)),
        caller,
        heard,
        Runnable::run);
    return heard;
  }
}
