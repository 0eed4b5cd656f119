package dev.kasava.keys.http;

import io.undertow.io.Receiver.RequestToLargeException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Receives whole bodies without keeping a thread waiting, up to a size and for a time. Thread-safe.
 */
public final class Bodies {
  /** What comes after the body; runs on a worker, where it may block. */
  @FunctionalInterface
  public interface Received {
    void handle(HttpServerExchange exchange, byte[] body) throws Exception;
  }

  private static final Set<String> JSON_TYPES =
      Set.of("application/json", "application/merge-patch+json");

  private final Replies replies;
  private final Failures failures;
  private final int secondsToSend;

  /**
   * @param secondsToSend how long a client may take over its body
   */
  public Bodies(Replies replies, Failures failures, int secondsToSend) {
    this.replies = replies;
    this.failures = failures;
    this.secondsToSend = secondsToSend;
  }

  /** Receives a JSON body of at most {@code limit} bytes; refuses others. */
  public void json(HttpServerExchange exchange, int limit, Received received) throws Exception {
    if (!isJson(exchange.getRequestHeaders().get(Headers.CONTENT_TYPE))) {
      replies.problem(exchange, Problems.notJson());
    } else {
      bytes(exchange, limit, received);
    }
  }

  /** Receives a body of any type of at most {@code limit} bytes. */
  public void bytes(HttpServerExchange exchange, int limit, Received received) {
    if (exchange.getRequestContentLength() > limit) {
      tooLarge(exchange, limit);
      return;
    }
    exchange.setMaxEntitySize(limit);
    XnioExecutor.Key deadline =
        exchange
            .getIoThread()
            .executeAfter(() -> giveUp(exchange), secondsToSend, TimeUnit.SECONDS);
    HttpHandler receive =
        receiving ->
            receiving
                .getRequestReceiver()
                .receiveFullBytes(
                    (done, body) -> {
                      deadline.remove();
                      done.dispatch(failures.around(worker -> received.handle(worker, body)));
                    },
                    (failed, error) -> {
                      deadline.remove();
                      if (error instanceof RequestToLargeException) {
                        tooLarge(failed, limit);
                      } else {
                        replies.problem(
                            failed, Problems.badRequest("The body did not arrive whole."));
                      }
                    });
    if (exchange.isInIoThread()) {
      run(exchange, receive);
    } else {
      // The receiver would block this worker for as long as the client likes.
      exchange.dispatch(exchange.getIoThread(), failures.around(receive));
    }
  }

  /** The rest of the body is not read, so no other request can follow on this connection. */
  private void tooLarge(HttpServerExchange exchange, int limit) {
    exchange.setPersistent(false);
    replies.problem(exchange, Problems.tooLarge(limit));
  }

  private void run(HttpServerExchange exchange, HttpHandler handler) {
    try {
      failures.around(handler).handleRequest(exchange);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Mid-body there is no sane answer left on this connection. */
  private static void giveUp(HttpServerExchange exchange) {
    if (!exchange.isRequestComplete()) {
      IoUtils.safeClose(exchange.getConnection());
    }
  }

  private static boolean isJson(@Nullable HeaderValues contentTypes) {
    if (contentTypes == null || contentTypes.size() != 1) {
      return false;
    }
    String contentType = contentTypes.getFirst();
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return JSON_TYPES.contains(type.strip().toLowerCase(Locale.ROOT));
  }
}
