package dev.kasava.keys.web;

import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.ChangeFeed;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.StatusCodes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells open pages that keys have changed, never which or how: they ask for what they show again,
 * and are let in or not as for any page. Thread-safe.
 */
final class LiveDoor {
  static final String PATH = Screens.KEYS_PATH + "/events";

  private static final int MOST_STREAMS = 1_000;
  private static final int KEEP_ALIVE_MILLIS = 25_000;

  private final Entrance entrance;
  private final ChangeFeed changes;
  private final Supplier<String> version;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

  LiveDoor(Entrance entrance, ChangeFeed changes, Supplier<String> version) {
    this.entrance = entrance;
    this.changes = changes;
    this.version = version;
  }

  void addTo(Routes routes) {
    routes.get(PATH, entrance.stream(this::open));
  }

  /** One open page. It is given up at the first look after its connection closed. */
  private final class Stream implements ChangeFeed.Listener {
    private volatile @Nullable ServerSentEventConnection connection;
    private volatile boolean isCutOff;

    void begin(ServerSentEventConnection opened) {
      opened.setKeepAliveTime(KEEP_ALIVE_MILLIS);
      connection = opened;
      if (isCutOff) {
        opened.shutdown();
      } else {
        // A page that was rendered from an older state has missed something.
        send(opened);
      }
    }

    private void send(ServerSentEventConnection to) {
      try {
        to.send(version.get(), "keys", null, null);
      } catch (RejectedExecutionException e) {
        // The server is stopping; the others that listen are told all the same.
        isCutOff = true;
      }
    }

    @Override
    public void changed(Predicate<KeyId> isChanged) {
      ServerSentEventConnection open = connection;
      if (open != null && open.isOpen()) {
        send(open);
      }
    }

    /** Else a server that is to end would wait for every open page. */
    @Override
    public void ended() {
      isCutOff = true;
      ServerSentEventConnection open = connection;
      if (open != null) {
        open.shutdown();
      }
    }

    boolean isOver() {
      ServerSentEventConnection opened = connection;
      return isCutOff || (opened != null && !opened.isOpen());
    }
  }

  private void open(HttpServerExchange exchange, Visit visit) throws Exception {
    streams.stream().filter(Stream::isOver).forEach(this::giveUp);
    if (streams.size() >= MOST_STREAMS) {
      // Of all answers, this one tells a browser not to try again.
      exchange.setStatusCode(StatusCodes.NO_CONTENT);
      exchange.endExchange();
      return;
    }
    Stream stream = new Stream();
    changes.listen(visit.owner().id(), stream);
    streams.add(stream);
    new ServerSentEventHandler((connection, lastEventId) -> stream.begin(connection))
        .handleRequest(exchange);
  }

  private void giveUp(Stream stream) {
    changes.leave(stream);
    streams.remove(stream);
  }
}
