package dev.kasava.keys.http;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.usage.UsageMeter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests with a good credential through, and counts them. Stays on the I/O thread where
 * memory can tell, and goes to a worker where the store has to be asked. Thread-safe.
 */
public final class Gate {
  /** A handler for a caller who was let in; runs on whichever thread the gate was then. */
  @FunctionalInterface
  public interface Inside {
    void handle(HttpServerExchange exchange, Caller caller) throws Exception;
  }

  /** What becomes of a verdict. */
  @FunctionalInterface
  public interface Judged {
    void as(HttpServerExchange exchange, Verdict verdict) throws Exception;
  }

  private static final ClientNames NAMES = new ClientNames();

  private final Authenticator authenticator;
  private final UsageMeter meter;
  private final Barrier barrier;
  private final Replies replies;
  private final Failures failures;

  public Gate(
      Authenticator authenticator,
      UsageMeter meter,
      Barrier barrier,
      Replies replies,
      Failures failures) {
    this.authenticator = authenticator;
    this.meter = meter;
    this.barrier = barrier;
    this.replies = replies;
    this.failures = failures;
  }

  /** A door where each request counts as one. */
  public HttpHandler counting(Door door, List<Scope> needed, Inside inside) {
    return exchange ->
        judge(
            exchange,
            needed,
            (judged, verdict) ->
                barrier.pass(
                    judged, verdict, (passed, left) -> enter(passed, needed, left, door, inside)));
  }

  /** A door that counts by itself what it lets in; only refusals count here. */
  public HttpHandler admitting(Door door, Inside inside) {
    return exchange ->
        judge(
            exchange,
            List.of(),
            (judgedExchange, verdict) -> {
              if (verdict instanceof Verdict.Rejected) {
                meter.count(verdict, clientOf(judgedExchange));
              } else if (verdict instanceof Verdict.Accepted(var grant)) {
                meter.used(grant);
              }
              enter(judgedExchange, List.of(), verdict, door, inside);
            });
  }

  /** Judges the request's credential; answers itself when there is not exactly one. */
  public void judge(HttpServerExchange exchange, List<Scope> needed, Judged judged)
      throws Exception {
    switch (Credential.in(exchange.getRequestHeaders())) {
      case Credential.None none -> replies.noCredential(exchange, needed);
      case Credential.Several several -> replies.severalCredentials(exchange);
      case Credential.Given(String text) -> {
        Verdict verdict = authenticator.verifyFromMemory(text, needed);
        if (verdict != null) {
          judged.as(exchange, verdict);
        } else {
          failures.onWorker(
              exchange, worker -> judged.as(worker, authenticator.verify(text, needed)));
        }
      }
    }
  }

  private void enter(
      HttpServerExchange exchange, List<Scope> needed, Verdict verdict, Door door, Inside inside)
      throws Exception {
    switch (verdict) {
      case Verdict.Accepted(var grant) -> {
        saw(exchange, grant.keyId());
        inside.handle(exchange, Caller.holding(grant, clientOf(exchange), door));
      }
      case Verdict.Admitted(var grant) -> {
        saw(exchange, grant.keyId());
        inside.handle(exchange, Caller.holding(grant, clientOf(exchange), door));
      }
      case Verdict.Rejected rejected -> replies.rejected(exchange, needed, rejected);
    }
  }

  private void saw(HttpServerExchange exchange, @Nullable KeyId key) {
    InetSocketAddress source = exchange.getSourceAddress();
    if (key != null && source != null && source.getAddress() != null) {
      meter.saw(key, source.getAddress());
    }
  }

  /** The client that the request names. */
  public static Client clientOf(HttpServerExchange exchange) {
    return NAMES.client(exchange.getRequestHeaders().getFirst(Headers.USER_AGENT));
  }
}
