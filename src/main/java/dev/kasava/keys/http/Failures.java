package dev.kasava.keys.http;

import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Incident;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a handler throws into a problem that gives nothing away. Thread-safe. */
public final class Failures {
  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final Replies replies;

  public Failures(Replies replies) {
    this.replies = replies;
  }

  /** The handler, with an answer in case it fails. */
  public HttpHandler around(HttpHandler handler) {
    return exchange -> {
      try {
        handler.handleRequest(exchange);
      } catch (StoreException e) {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        fail(exchange, Problems.unavailable(Incident.report(log, e)));
      } catch (Exception e) {
        fail(exchange, Problems.internal(Incident.report(log, e)));
      }
    };
  }

  /** Runs {@code handler} now, with an answer in case it fails. */
  public void guarding(HttpServerExchange exchange, HttpHandler handler) {
    try {
      around(handler).handleRequest(exchange);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@code handler} where it may block, now if this is such a thread. */
  public void onWorker(HttpServerExchange exchange, HttpHandler handler) throws Exception {
    if (exchange.isInIoThread()) {
      exchange.dispatch(around(handler));
    } else {
      handler.handleRequest(exchange);
    }
  }

  private void fail(HttpServerExchange exchange, Problem problem) {
    if (exchange.isResponseStarted()) {
      exchange.endExchange();
    } else {
      replies.problem(exchange, problem);
    }
  }
}
