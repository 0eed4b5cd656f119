package dev.kasava.keys.rest;

import dev.kasava.keys.http.Bodies;
import dev.kasava.keys.http.Problem;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.service.ReportLeak;
import dev.kasava.keys.wire.Json;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

  static final int REPORTS_A_MINUTE = 60;

  private static final int MAX_BODY_BYTES = 64 * 1024;

  private final ReportLeak leaks;
  private final Json json;
  private final Bodies bodies;
  private final Replies replies;
  private final InstantSource clock;
  private final Bucket reports;

  /** The answer to every report. */
  private record Thanks(String message) {}

  public LeakDoor(
      ReportLeak leaks, Json json, Bodies bodies, Replies replies, InstantSource clock) {
    this.leaks = leaks;
    this.json = json;
    this.bodies = bodies;
    this.replies = replies;
    this.clock = clock;
    this.reports =
        Bucket.builder()
            .withCustomTimePrecision(new ClockMeter(clock))
            .addLimit(
                limit ->
                    limit
                        .capacity(REPORTS_A_MINUTE)
                        .refillGreedy(REPORTS_A_MINUTE, Duration.ofMinutes(1)))
            .build();
  }

  private record ClockMeter(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }

  public void addTo(Routes routes) {
    routes.post("/api/v1/leaks", this::take);
  }

  private void take(HttpServerExchange exchange) throws Exception {
    Instant begun = clock.instant();
    ConsumptionProbe probe = reports.tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, Long.toString(seconds));
      replies.problem(
          exchange,
          Problem.of(
              StatusCodes.TOO_MANY_REQUESTS,
              "too-many-reports",
              "Too many reports",
              "Too many reports came in at once. Send yours again in " + seconds + " seconds."));
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
