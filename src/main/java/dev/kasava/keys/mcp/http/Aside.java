package dev.kasava.keys.mcp.http;

import dev.kasava.keys.http.Failures;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.Executor;

/**
 * Where what may block is run, so that it keeps no I/O thread waiting.
 *
 * @param executor must not run out of threads, as slow calls must not keep other callers waiting
 */
record Aside(Executor executor, Failures failures) {
  /**
   * Runs work on an exchange that stays open until it is answered, after the handler that calls
   * this has returned; at once where that may block itself.
   */
  Executor of(HttpServerExchange exchange) {
    return work -> {
      if (exchange.isInIoThread()) {
        exchange.dispatch(executor, () -> failures.guarding(exchange, dispatched -> work.run()));
      } else {
        work.run();
      }
    };
  }
}
