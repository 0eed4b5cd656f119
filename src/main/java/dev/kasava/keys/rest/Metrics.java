package dev.kasava.keys.rest;

import dev.kasava.keys.http.ForwardAuth;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** What operators watch. Names no key and no owner. Thread-safe. */
public final class Metrics {
  private record Answer(String door, int status) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentMap<Answer, Counter> answers = new ConcurrentHashMap<>();
  private boolean isWatchingJvm;

  /** Adds a number that goes up and down. */
  public Metrics watching(String name, String description, Supplier<Number> number) {
    Gauge.builder(name, number).description(description).register(registry);
    return this;
  }

  /** Adds a number that only grows. */
  public Metrics totalling(String name, String description, Supplier<Number> number) {
    // Of what is counted the registry only keeps a weak reference.
    FunctionCounter.builder(name, this, self -> number.get().doubleValue())
        .description(description)
        .register(registry);
    return this;
  }

  /** The handler, with its answers counted by door and status. */
  public HttpHandler counting(HttpHandler handler) {
    return exchange -> {
      exchange.addExchangeCompleteListener(
          (done, next) -> {
            count(done);
            next.proceed();
          });
      handler.handleRequest(exchange);
    };
  }

  private void count(HttpServerExchange exchange) {
    Answer answer = new Answer(doorOf(exchange.getRequestPath()), exchange.getStatusCode());
    answers
        .computeIfAbsent(
            answer,
            key ->
                Counter.builder("kasava.http.requests")
                    .description("Answered HTTP requests")
                    .tag("door", key.door())
                    .tag("status", Integer.toString(key.status()))
                    .register(registry))
        .increment();
  }

  private static String doorOf(String path) {
    if (ForwardAuth.isAskedAt(path)) {
      return "auth";
    }
    if (path.startsWith("/api/")) {
      return "rest";
    }
    if (path.equals("/mcp")) {
      return "mcp";
    }
    return path.startsWith("/settings") || path.startsWith("/sign-in") ? "page" : "other";
  }

  /** In the Prometheus text format. */
  synchronized String scrape() {
    // Not before somebody looks: the JVM takes long to set up what tells of it.
    if (!isWatchingJvm) {
      new JvmMemoryMetrics().bindTo(registry);
      new JvmThreadMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
      isWatchingJvm = true;
    }
    return registry.scrape();
  }
}
