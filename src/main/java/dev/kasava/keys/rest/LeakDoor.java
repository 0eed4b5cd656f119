package dev.kasava.keys.rest;

import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Problem;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.service.ReportLeak;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * {@code /api/v1/leaks}: anybody may report secrets that they found. The answer, and when it comes,
 * is the same for whatever was sent.
 */
public final class LeakDoor {
  /** Longer than looking up a report's secrets takes. */
  static final Duration PAUSE = Duration.ofMillis(300);

  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final ReportLeak leaks;
  private final Json json;
  private final Bodies bodies;
  private final Replies replies;
  private final InstantSource clock;
  private final ReportShares shares;

  /** The answer to every report. */
  private record Thanks(String message) {}

  public LeakDoor(
      ReportLeak leaks, Json json, Bodies bodies, Replies replies, InstantSource clock) {
    this.leaks = leaks;
    this.json = json;
    this.bodies = bodies;
    this.replies = replies;
    this.clock = clock;
    this.shares = new ReportShares(clock);
  }

  public void addTo(Routes routes) {
    routes.post("/api/v1/leaks", this::take);
  }

  private void take(HttpServerExchange exchange) throws Exception {
    Instant begun = clock.instant();
    long seconds = shares.take(sender(exchange));
    if (seconds > 0) {
      turnAway(exchange, seconds);
      return;
    }
    bodies.json(
        exchange,
        MAX_BODY_BYTES,
        (worker, body) -> {
          report(body);
          answerLater(worker, begun);
        });
  }

  private static @Nullable InetAddress sender(HttpServerExchange exchange) {
    InetSocketAddress source = exchange.getSourceAddress();
    return source == null ? null : source.getAddress();
  }

  private void turnAway(HttpServerExchange exchange, long seconds) {
    exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
    replies.problem(
        exchange,
        Problem.of(
            StatusCodes.TOO_MANY_REQUESTS,
            "too-many-reports",
            "Too many reports",
            "Too many reports came in at once. Send yours again in " + seconds + " seconds."));
  }

  private void report(byte[] body) {
    JsonNode report = tree(body);
    List<String> keys = new ArrayList<>();
    report.path("keys").forEach(key -> keys.add(key.stringValue("")));
    leaks.report(
        new String(body, StandardCharsets.UTF_8), keys, report.path("foundAt").stringValue(""));
  }

  private JsonNode tree(byte[] body) {
    try {
      return json.mapper().readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private void answerLater(HttpServerExchange exchange, Instant begun) {
    replies.jsonAfter(
        exchange,
        PAUSE.minus(Duration.between(begun, clock.instant())),
        StatusCodes.ACCEPTED,
        new Thanks("Thank you. What is ours and still worked, works no more."));
  }
}
