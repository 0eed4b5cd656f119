package dev.kasava.keys.http;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.usage.Turnstile;
import io.undertow.server.HttpServerExchange;

/**
 * Counts requests and stops those beyond the limit of their key: at once where memory can tell, and
 * on a worker where other nodes have a say. Answers say what is left. Thread-safe.
 */
public final class Barrier {
  private final Turnstile turnstile;
  private final Failures failures;

  public Barrier(Turnstile turnstile, Failures failures) {
    this.turnstile = turnstile;
    this.failures = failures;
  }

  /**
   * @param judged of the request's credential
   * @param next takes what the limit leaves of the verdict
   */
  public void pass(HttpServerExchange exchange, Verdict judged, Gate.Judged next) throws Exception {
    Client client = Gate.clientOf(exchange);
    Turnstile.Taken taken = turnstile.passAtOnce(judged, client);
    if (taken != null) {
      next.as(exchange, LimitHeaders.told(exchange, judged, taken.allowance()));
    } else {
      failures.onWorker(
          exchange,
          worker ->
              next.as(worker, LimitHeaders.told(worker, judged, turnstile.pass(judged, client))));
    }
  }
}
