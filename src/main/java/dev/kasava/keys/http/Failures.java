package dev.kasava.keys.http;

import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Incident;
import io.undertow.io.UndertowOutputStream;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;

/**
 * Turns what a handler throws into a problem that gives nothing away, and keeps too many from
 * waiting for a worker. Thread-safe.
 */
public final class Failures {
  /** How whoever asked is told of a failure, where nothing was sent yet. */
  @FunctionalInterface
  public interface Telling {
    void tell(HttpServerExchange exchange, Problem problem);
  }

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final Replies replies;
  private final Places onWorkers;

  public Failures(Replies replies) {
    this(replies, Capacity.MOST_ON_WORKERS);
  }

  /**
   * @param mostOnWorkers how many requests may run on workers or wait for one
   */
  Failures(Replies replies, int mostOnWorkers) {
    this.replies = replies;
    this.onWorkers = new Places(mostOnWorkers);
  }

  /** The handler, with an answer in case it fails. */
  public HttpHandler around(HttpHandler handler) {
    return around(handler, replies::problem);
  }

  /** Likewise, for a door that tells of failures in its own way. */
  public HttpHandler around(HttpHandler handler, Telling telling) {
    return exchange -> {
      try {
        handler.handleRequest(exchange);
      } catch (StoreException e) {
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "1");
        fail(exchange, Problems.unavailable(Incident.report(log, e)), telling);
      } catch (Exception e) {
        fail(exchange, Problems.internal(Incident.report(log, e)), telling);
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
      dispatch(exchange, handler);
    } else {
      handler.handleRequest(exchange);
    }
  }

  /** Hands the exchange to a worker; tells it to come back later when too many wait for one. */
  void dispatch(HttpServerExchange exchange, HttpHandler handler) {
    if (!onWorkers.take(1)) {
      replies.comeBackLater(exchange);
      return;
    }
    HttpHandler guarded = around(handler);
    exchange.dispatch(
        (HttpHandler)
            worker -> {
              try {
                guarded.handleRequest(worker);
              } finally {
                onWorkers.giveBack(1);
              }
            });
  }

  /** Half an answer must not end as a whole one does. */
  private static void fail(HttpServerExchange exchange, Problem problem, Telling telling) {
    if (exchange.isResponseStarted()) {
      IoUtils.safeClose(exchange.getConnection());
      exchange.endExchange();
    } else {
      forgetUnsent(exchange);
      telling.tell(exchange, problem);
    }
  }

  /** It would go ahead of what is said in its place, or have that saved as a file. */
  private static void forgetUnsent(HttpServerExchange exchange) {
    exchange.getResponseHeaders().remove(Headers.CONTENT_DISPOSITION);
    if (exchange.isBlocking()
        && exchange.getOutputStream() instanceof UndertowOutputStream buffered) {
      buffered.resetBuffer();
    }
  }
}
