package dev.kasava.keys.http;

import io.undertow.io.Receiver.RequestToLargeException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Receives whole bodies without keeping a thread waiting, up to a size and for a time. Thread-safe.
 */
public final class Bodies {
  /** What comes after the body. */
  @FunctionalInterface
  public interface Received {
    void handle(HttpServerExchange exchange, byte[] body) throws Exception;
  }

  private static final int MOST_DISCARDED = 16 * 1024 * 1024;
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

  /**
   * Receives a JSON body of at most {@code limit} bytes; refuses others.
   *
   * @param received runs on a worker, where it may block
   */
  public void json(HttpServerExchange exchange, int limit, Received received) throws Exception {
    if (!isJson(exchange.getRequestHeaders().get(Headers.CONTENT_TYPE))) {
      replies.problem(exchange, Problems.notJson());
    } else {
      bytes(exchange, limit, received);
    }
  }

  /**
   * Receives a JSON body of at most {@code limit} bytes for a handler that answers what it can at
   * once.
   *
   * @param received runs on the connection's I/O thread, which it must not keep waiting; it
   *     answers, or dispatches the exchange
   */
  public void jsonAtOnce(HttpServerExchange exchange, int limit, Received received) {
    if (!isJson(exchange.getRequestHeaders().get(Headers.CONTENT_TYPE))) {
      replies.problem(exchange, Problems.notJson());
    } else {
      receive(
          exchange,
          limit,
          (done, body) -> failures.guarding(done, here -> received.handle(here, body)));
    }
  }

  /**
   * Receives a body of any type of at most {@code limit} bytes.
   *
   * @param received runs on a worker, where it may block
   */
  public void bytes(HttpServerExchange exchange, int limit, Received received) {
    receive(
        exchange,
        limit,
        (done, body) -> done.dispatch(failures.around(worker -> received.handle(worker, body))));
  }

  private void receive(
      HttpServerExchange exchange, int limit, BiConsumer<HttpServerExchange, byte[]> whole) {
    long announced = exchange.getRequestContentLength();
    if (announced > MOST_DISCARDED) {
      tooLarge(exchange, limit);
    } else if (announced > limit) {
      discard(exchange, announced, limit);
    } else {
      receiveWhole(exchange, limit, whole);
    }
  }

  private void receiveWhole(
      HttpServerExchange exchange, int limit, BiConsumer<HttpServerExchange, byte[]> whole) {
    exchange.setMaxEntitySize(limit);
    onIoThread(
        exchange,
        receiving -> {
          Deadline deadline = new Deadline();
          receiving
              .getRequestReceiver()
              .receiveFullBytes(
                  (done, body) -> {
                    deadline.met();
                    whole.accept(done, body);
                  },
                  (failed, error) -> {
                    deadline.met();
                    if (error instanceof RequestToLargeException) {
                      tooLarge(failed, limit);
                    } else {
                      replies.problem(
                          failed, Problems.badRequest("The body did not arrive whole."));
                    }
                  });
          deadline.begin(receiving);
        });
  }

  /** For a body that was not there with its headers. Used on one I/O thread. */
  private final class Deadline {
    private XnioExecutor.@Nullable Key key;
    private boolean isMet;

    /** Begins unless it is met: most bodies come with their headers, and need no timer. */
    void begin(HttpServerExchange exchange) {
      if (!isMet) {
        key = deadline(exchange);
      }
    }

    void met() {
      isMet = true;
      if (key != null) {
        key.remove();
      }
    }
  }

  /** A client that is still sending would not hear an answer, only a broken connection. */
  private void discard(HttpServerExchange exchange, long announced, int limit) {
    exchange.setMaxEntitySize(announced);
    XnioExecutor.Key deadline = deadline(exchange);
    onIoThread(
        exchange,
        receiving ->
            receiving
                .getRequestReceiver()
                .receivePartialBytes(
                    (part, bytes, isLast) -> {
                      if (isLast) {
                        deadline.remove();
                        tooLarge(part, limit);
                      }
                    },
                    (failed, error) -> {
                      deadline.remove();
                      tooLarge(failed, limit);
                    }));
  }

  private XnioExecutor.Key deadline(HttpServerExchange exchange) {
    return exchange
        .getIoThread()
        .executeAfter(() -> giveUp(exchange), secondsToSend, TimeUnit.SECONDS);
  }

  /** On a worker the receiver would block for as long as the client likes. */
  private void onIoThread(HttpServerExchange exchange, HttpHandler handler) {
    if (exchange.isInIoThread()) {
      failures.guarding(exchange, handler);
    } else {
      exchange.dispatch(exchange.getIoThread(), failures.around(handler));
    }
  }

  /** Whatever else was sent on this connection is not to be believed. */
  private void tooLarge(HttpServerExchange exchange, int limit) {
    exchange.setPersistent(false);
    replies.problem(exchange, Problems.tooLarge(limit));
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
