package dev.kasava.keys.bench;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;

/**
 * Undertow as it is, with as much to do for a request as our server leaves it, and a handler that
 * gives every request one answer.
 */
final class ConstantServer {
  private static final HttpString KEY_ID = new HttpString("X-Kasava-Key-Id");
  private static final HttpString OWNER = new HttpString("X-Kasava-Owner");
  private static final HttpString SCOPES = new HttpString("X-Kasava-Scopes");

  private ConstantServer() {}

  /**
   * @param arguments the port, how many I/O threads, and {@code full} for an answer with all the
   *     headers that ours has, or {@code bare} for none
   */
  public static void main(String[] arguments) {
    int port = Integer.parseInt(arguments[0]);
    int ioThreads = Integer.parseInt(arguments[1]);
    HttpHandler handler = arguments[2].equals("full") ? full() : bare();
    Undertow.builder()
        .addHttpListener(port, "127.0.0.1")
        .setIoThreads(ioThreads)
        .setServerOption(UndertowOptions.DECODE_URL, true)
        .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
        .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
        .setHandler(handler)
        .build()
        .start();
  }

  private static HttpHandler bare() {
    return exchange -> {
      exchange.setStatusCode(StatusCodes.NO_CONTENT);
      exchange.endExchange();
    };
  }

  private static HttpHandler full() {
    return exchange -> {
      exchange
          .getResponseHeaders()
          .put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff")
          .put(Headers.X_FRAME_OPTIONS, "DENY")
          .put(Headers.REFERRER_POLICY, "same-origin")
          .put(Headers.CACHE_CONTROL, "no-store")
          .put(OWNER, "own_23456789abcdefghijkm")
          .put(SCOPES, "keys:read")
          .put(KEY_ID, "key_23456789abcdefghijkm");
      exchange.setStatusCode(StatusCodes.NO_CONTENT);
      exchange.endExchange();
    };
  }
}
