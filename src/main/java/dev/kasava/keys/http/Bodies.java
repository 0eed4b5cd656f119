package dev.kasava.keys.http;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.Connectors;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.AttachmentKey;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;

/**
 * Receives whole bodies without keeping a thread waiting, up to a size, and as many at a time as
 * there is memory for. Thread-safe.
 */
public final class Bodies {
  /** What comes after the body. */
  @FunctionalInterface
  public interface Received {
    void handle(HttpServerExchange exchange, byte[] body) throws Exception;
  }

  private static final int MOST_DISCARDED = 16 * 1024 * 1024;

  /** There may be as many of these as there are connections. */
  private static final int SMALL = 16 * 1024;

  private static final AttachmentKey<Room> ROOM = AttachmentKey.create(Room.class);

  private static final Set<String> JSON_TYPES =
      Set.of("application/json", "application/merge-patch+json");

  private final Replies replies;
  private final Failures failures;
  private final Places memory;

  public Bodies(Replies replies, Failures failures) {
    this(replies, failures, Capacity.bodyBytes());
  }

  /**
   * @param mostBytes how much of bodies that are not small may be in memory at a time
   */
  public Bodies(Replies replies, Failures failures, long mostBytes) {
    this.replies = replies;
    this.failures = failures;
    this.memory = new Places(mostBytes);
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
        (done, body) -> failures.dispatch(done, worker -> received.handle(worker, body)));
  }

  private void receive(
      HttpServerExchange exchange, int limit, BiConsumer<HttpServerExchange, byte[]> whole) {
    long announced = exchange.getRequestContentLength();
    boolean isAsked = HttpContinue.requiresContinueResponse(exchange);
    if (announced > limit && (isAsked || announced > MOST_DISCARDED)) {
      tooLarge(exchange, limit);
    } else if (announced > limit) {
      discard(exchange, limit);
    } else if (!hasRoom(exchange, announced < 0 ? limit : announced)) {
      exchange.setPersistent(false);
      replies.comeBackLater(exchange);
    } else if (isAsked) {
      askFor(exchange, asked -> receiveWhole(asked, limit, whole));
    } else {
      receiveWhole(exchange, limit, whole);
    }
  }

  /** Holds the room until it is not needed, at the latest until the exchange is over. */
  private boolean hasRoom(HttpServerExchange exchange, long bytes) {
    if (bytes <= SMALL) {
      return true;
    }
    if (!memory.take(bytes)) {
      return false;
    }
    Room room = new Room(memory, new AtomicLong(bytes));
    exchange.putAttachment(ROOM, room);
    exchange.addExchangeCompleteListener(
        (done, next) -> {
          room.keep(0);
          next.proceed();
        });
    return true;
  }

  /** The memory that one body may take up. Thread-safe. */
  private record Room(Places memory, AtomicLong held) {
    void keep(long bytes) {
      long kept = bytes <= SMALL ? 0 : bytes;
      long before = held.getAndUpdate(now -> Math.min(now, kept));
      // Less may be held already; Undertow may tell of the end twice when a connection is cut.
      memory.giveBack(Math.max(0, before - kept));
    }
  }

  /**
   * Makes room for other bodies while the exchange goes on, as no more than so many bytes of its
   * own are held any more. On the exchange's I/O thread, or within its handler.
   */
  public static void keep(HttpServerExchange exchange, long bytes) {
    Room room = exchange.getAttachment(ROOM);
    if (room != null) {
      room.keep(bytes);
    }
  }

  /** RFC 9110, section 10.1.1: a client may wait with its body until it is asked for it. */
  private static void askFor(HttpServerExchange exchange, HttpHandler then) {
    IoCallback asked =
        new IoCallback() {
          @Override
          public void onComplete(HttpServerExchange answered, Sender sender) {
            if (answered.isInIoThread()) {
              Connectors.executeRootHandler(then, answered);
            } else {
              // Within a root handler of Undertow's, when the answer could not be sent at once.
              answered.dispatch(answered.getIoThread(), then);
            }
          }

          @Override
          public void onException(HttpServerExchange failed, Sender sender, IOException e) {
            IoUtils.safeClose(failed.getConnection());
          }
        };
    exchange.dispatch(
        exchange.getIoThread(), () -> HttpContinue.sendContinueResponse(exchange, asked));
  }

  private void receiveWhole(
      HttpServerExchange exchange, int limit, BiConsumer<HttpServerExchange, byte[]> whole) {
    Intake.Next next =
        new Intake.Next() {
          @Override
          public void whole(HttpServerExchange received, byte[] body) {
            keep(received, body.length);
            whole.accept(received, body);
          }

          @Override
          public void tooLarge(HttpServerExchange refused) {
            Bodies.this.tooLarge(refused, limit);
          }

          @Override
          public void brokenOff(HttpServerExchange failed) {
            replies.problem(failed, Problems.badRequest("The body did not arrive whole."));
          }
        };
    onIoThread(exchange, receiving -> new Intake(receiving, limit, next).begin());
  }

  /** A client that is still sending would not hear an answer, only a broken connection. */
  private void discard(HttpServerExchange exchange, int limit) {
    onIoThread(
        exchange,
        receiving ->
            receiving
                .getRequestReceiver()
                .receivePartialBytes(
                    (part, bytes, isLast) -> {
                      if (isLast) {
                        tooLarge(part, limit);
                      }
                    },
                    (failed, error) -> tooLarge(failed, limit)));
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

  private static boolean isJson(@Nullable HeaderValues contentTypes) {
    return JSON_TYPES.contains(mediaType(contentTypes));
  }

  /** The one that was sent, in lower case and without parameters; empty for none or several. */
  static String mediaType(@Nullable HeaderValues contentTypes) {
    if (contentTypes == null || contentTypes.size() != 1) {
      return "";
    }
    String contentType = contentTypes.getFirst();
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }
}
