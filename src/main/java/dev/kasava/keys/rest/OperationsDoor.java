package dev.kasava.keys.rest;

import dev.kasava.keys.http.Failures;
import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.store.KeyStore;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Health, readiness, metrics and the description of the API. */
public final class OperationsDoor {
  /** What monitors and balancers ask for. */
  public static final Set<String> WATCHED = Set.of("/healthz", "/readyz", "/metrics");

  private record Status(String status) {}

  private final KeyStore store;
  private final Metrics metrics;
  private final Replies replies;
  private final Failures failures;
  private final byte[] description;

  public OperationsDoor(KeyStore store, Metrics metrics, Replies replies, Failures failures) {
    this.store = store;
    this.metrics = metrics;
    this.replies = replies;
    this.failures = failures;
    this.description = resource("/openapi.json");
  }

  public void addTo(Routes routes) {
    routes
        .get("/healthz", exchange -> replies.json(exchange, StatusCodes.OK, new Status("ok")))
        .get("/readyz", exchange -> failures.onWorker(exchange, this::tellReadiness))
        .get(
            "/metrics",
            exchange ->
                failures.onWorker(
                    exchange,
                    worker ->
                        replies.send(
                            worker,
                            StatusCodes.OK,
                            "text/plain; version=0.0.4; charset=utf-8",
                            metrics.scrape().getBytes(StandardCharsets.UTF_8))))
        .get(
            "/openapi.json",
            exchange -> replies.send(exchange, StatusCodes.OK, "application/json", description));
  }

  /** A store that cannot be read throws, and that answers 503, too. */
  private void tellReadiness(HttpServerExchange exchange) {
    switch (store.state()) {
      case REACHED -> {
        store.read(reader -> reader.firstOwner().isPresent());
        replies.json(exchange, StatusCodes.OK, new Status("ready"));
      }
      case GRACE ->
          replies.problem(
              exchange,
              Problems.unavailable(
                  "The database does not answer. Known keys are still verified, until the grace is"
                      + " over."));
      case CUT_OFF ->
          replies.problem(
              exchange,
              Problems.unavailable(
                  "The database has not answered for the grace: nothing is verified until it"
                      + " does."));
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = OperationsDoor.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its resource " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
