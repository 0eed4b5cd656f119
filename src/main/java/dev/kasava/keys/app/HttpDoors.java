package dev.kasava.keys.app;

import dev.kasava.keys.http.Barrier;
import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Challenges;
import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Gate;
import dev.kasava.keys.http.Guard;
import dev.kasava.keys.http.HostNames;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.http.Traffic;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.feature.Catalogue;
import dev.kasava.keys.mcp.http.McpDoor;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.rest.AuditDoor;
import dev.kasava.keys.rest.ForwardAuthDoor;
import dev.kasava.keys.rest.IntrospectDoor;
import dev.kasava.keys.rest.KeyDoor;
import dev.kasava.keys.rest.LeakDoor;
import dev.kasava.keys.rest.MemberDoor;
import dev.kasava.keys.rest.Metrics;
import dev.kasava.keys.rest.OperationsDoor;
import dev.kasava.keys.rest.RevocationDoor;
import dev.kasava.keys.rest.SignInLinkDoor;
import dev.kasava.keys.rest.TokenDoor;
import dev.kasava.keys.rest.VerifyDoor;
import dev.kasava.keys.rest.WellKnownDoor;
import dev.kasava.keys.store.StoreState;
import dev.kasava.keys.token.TrustedIssuer;
import dev.kasava.keys.web.SignInLinks;
import dev.kasava.keys.web.WebDoor;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Release;
import dev.kasava.keys.wire.Shapes;
import io.undertow.server.HttpHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The doors of one installation over HTTP, put together. */
final class HttpDoors {
  private final Installation installation;
  private final Supplier<String> publicUrl;
  private final Json json = new Json();
  private final TokenService tokens;
  private final Replies replies;
  private final Failures failures;
  private final Bodies bodies;
  // So that slow calls of some never keep others waiting for a thread.
  private final ExecutorService virtualThreads = Executors.newVirtualThreadPerTaskExecutor();
  private final Barrier barrier;
  private final Gate gate;
  private final Shapes shapes;
  private final McpDoor mcp;
  private final SignInLinks signInLinks;
  private final WebDoor page;

  /**
   * @param publicUrl where people reach the server, known at the latest when it serves
   * @param issuers whose access tokens are taken besides our own
   * @param patience how long a person may take to answer what a tool asks
   */
  HttpDoors(
      Installation installation,
      Supplier<String> publicUrl,
      List<TrustedIssuer> issuers,
      Duration patience) {
    this.installation = installation;
    this.publicUrl = publicUrl;
    this.tokens = new TokenService(installation, publicUrl, issuers);
    this.replies =
        new Replies(json, issuers.isEmpty() ? Challenges.PLAIN : Challenges.leading(publicUrl));
    this.failures = new Failures(replies);
    this.bodies = new Bodies(replies, failures);
    this.barrier = new Barrier(installation.turnstile(), failures);
    this.gate = new Gate(tokens.authenticator(), installation.meter(), barrier, replies, failures);
    this.shapes = new Shapes(installation.format(), installation.clock(), publicUrl);
    this.mcp = mcp(KeyCatalogue.of(installation.verbs(), shapes, json, Release.number()), patience);
    this.signInLinks =
        new SignInLinks(installation.sessions(), installation.keys(), installation.clock());
    this.page =
        new WebDoor(
            new WebDoor.Parts(
                installation.verbs(),
                installation.keys(),
                installation.sessions(),
                installation.changes(),
                installation.authenticator(),
                signInLinks,
                shapes,
                installation.clock(),
                publicUrl,
                replies,
                failures,
                bodies));
  }

  private McpDoor mcp(Catalogue catalogue, Duration patience) {
    McpLanes lanes = McpLanes.over(installation, catalogue, json, patience, virtualThreads);
    return new McpDoor(
        new McpDoor.Parts(
            lanes.features(),
            lanes.limiter(),
            lanes.legacy(),
            lanes.modern(),
            lanes.subscriptions(),
            installation.changes(),
            installation.keys(),
            installation.mcpNotes(),
            json,
            gate,
            bodies,
            replies,
            failures,
            installation.clock(),
            virtualThreads));
  }

  /**
   * Everything behind one handler.
   *
   * @param traffic of the connections that it is reached by
   */
  HttpHandler handler(HostNames hosts, Traffic traffic) {
    Metrics metrics =
        new Metrics()
            .watching("kasava.connections", "Open connections", traffic::open)
            .totalling("kasava.connections.cut", "Connections that were too slow", traffic::cut)
            .totalling(
                "kasava.connections.refused",
                "Connections refused or given up as there was no room",
                traffic::refused)
            .watching("kasava.database.reached", "Whether the database answers", this::isReached)
            .watching("kasava.keys.trusted", "Whether known keys are verified", this::isTrusted)
            .watching("kasava.mcp.sessions", "Open MCP sessions", mcp::sessions)
            .watching("kasava.mcp.subscriptions", "Open MCP subscriptions", mcp::subscriptions);
    Routes routes = routes(metrics);
    return metrics.counting(
        McpDoor.speaking(
            failures.around(new Guard(hosts, OperationsDoor.WATCHED, replies, routes.handler()))));
  }

  private int isReached() {
    return installation.keys().state() == StoreState.REACHED ? 1 : 0;
  }

  private int isTrusted() {
    return installation.keys().state() == StoreState.CUT_OFF ? 0 : 1;
  }

  /** Every door. */
  Routes routes(Metrics metrics) {
    Routes routes = new Routes(replies);
    new KeyDoor(installation.verbs(), shapes, json, gate, bodies, failures, replies).addTo(routes);
    new VerifyDoor(installation.verbs(), shapes, json, gate, bodies, failures, replies)
        .addTo(routes);
    new MemberDoor(
            installation.verbs().team(),
            installation.verbs().changeTeam(),
            shapes,
            json,
            gate,
            bodies,
            failures,
            replies)
        .addTo(routes);
    new AuditDoor(installation.verbs().log(), shapes, json, gate, failures, replies).addTo(routes);
    new LeakDoor(installation.verbs().reportLeak(), json, bodies, replies, installation.clock())
        .addTo(routes);
    new SignInLinkDoor(this::signInLink, gate, failures, replies).addTo(routes);
    new ForwardAuthDoor(tokens.authenticator(), barrier, failures).addTo(routes);
    addTokenDoors(routes);
    new OperationsDoor(installation.keys(), metrics, replies, failures).addTo(routes);
    mcp.addTo(routes);
    page.addTo(routes);
    return routes;
  }

  private void addTokenDoors(Routes routes) {
    new TokenDoor(
            tokens.issueToken(),
            installation.authenticator(),
            installation.turnstile(),
            bodies,
            replies)
        .addTo(routes);
    new IntrospectDoor(tokens.introspect(), gate, bodies, replies).addTo(routes);
    new RevocationDoor(installation.verbs().revocations(), shapes, gate, failures, replies)
        .addTo(routes);
    new WellKnownDoor(
            installation.signingKeys()::published, publicUrl, tokens.issuers(), replies, failures)
        .addTo(routes);
  }

  TokenService tokens() {
    return tokens;
  }

  McpDoor mcp() {
    return mcp;
  }

  /** A link that signs a person in once, as the holder of this key. */
  String signInLink(KeyId key) {
    return publicUrl.get() + signInLinks.create(key);
  }

  private Optional<String> signInLink(KeyId key, String secret) {
    return signInLinks
        .create(key, installation.authenticator().digests(secret))
        .map(path -> publicUrl.get() + path);
  }
}
