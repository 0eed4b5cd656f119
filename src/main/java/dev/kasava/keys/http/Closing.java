package dev.kasava.keys.http;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Knows how many requests are under way, and takes no more once it is to close. Thread-safe.
 *
 * <p>Undertow tells twice of a request's end when its connection is closed while a worker answers.
 * Its own handler for this then counts less than none, and refuses everything from there on.
 */
final class Closing implements HttpHandler {
  private final HttpHandler next;
  private final AtomicInteger underWay = new AtomicInteger();
  private final ExchangeCompletionListener over =
      (exchange, following) -> {
        ended();
        following.proceed();
      };
  private volatile boolean isClosing;

  Closing(HttpHandler next) {
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    underWay.incrementAndGet();
    exchange.addExchangeCompleteListener(over);
    if (isClosing) {
      exchange.setPersistent(false);
      exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE);
      exchange.endExchange();
    } else {
      next.handleRequest(exchange);
    }
  }

  /** Tells that a request is over; once too often does no harm. */
  void ended() {
    if (underWay.updateAndGet(count -> Math.max(0, count - 1)) == 0 && isClosing) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Takes no more requests, and waits for those under way, for so long at the most. */
  void close(long millis) throws InterruptedException {
    isClosing = true;
    long end = System.nanoTime() + millis * 1_000_000;
    synchronized (this) {
      long left = millis;
      while (underWay.get() > 0 && left > 0) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    }
  }
}
