package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Wire;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import dev.kasava.keys.mcp.stdio.BeforeInitialize;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.mcp.stdio.Lines;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * MCP over standard input and output, passed on to a server over streamable HTTP with the key that
 * the person keeps for this tool, so that it stands in no client's configuration. Both eras. While
 * there is no good key or no server, the client connects all the same and is told what to do.
 */
public final class Bridge {
  /** Not set up before there is something to log. */
  private static final class Log {
    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
  }

  private static final int NOT_FOUND = 404;
  private static final int ACCEPTED = 202;
  private static final int LAST_ANSWERS_SECONDS = 30;
  private static final String LISTEN = "subscriptions/listen";

  private final Upstream upstream;
  private final LineWriter out;
  private final Json json;
  private final Standby standby;
  private final Errands errands;
  private final Map<Object, InputStream> streams = new ConcurrentHashMap<>();
  private final Phaser underWay = new Phaser(1);
  private volatile @Nullable LegacyLink link;
  private volatile boolean isOnStandby;

  /**
   * @param server without a path
   * @param key reads the key to use; asked again after the server refused one
   * @param remedy what to do where there is no good key, a sentence; asked only then
   * @param keeping where new secrets go that no person is to claim
   */
  public Bridge(
      URI server,
      Supplier<Credential> key,
      Supplier<String> remedy,
      Keeping keeping,
      LineWriter out,
      Json json) {
    HeldKey held = new HeldKey(key, remedy);
    this.upstream = new Upstream(server, held, json);
    this.out = out;
    this.json = json;
    this.standby = new Standby(out);
    this.errands = new Errands(keeping, new OwnServer(server, held), json);
  }

  /**
   * Passes messages on until the input ends, and every answer was delivered.
   *
   * @throws IOException when the input cannot be read
   */
  public void run(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    // What waits for the sockets of virtual threads never ends, and the exit would wait 300 ms for
    // it. So an interruption ends no wait for the server, but closing its sockets does.
    ThreadFactory threads = Thread.ofPlatform().name("request").daemon().factory();
    try (ExecutorService workers = Executors.newThreadPerTaskExecutor(threads)) {
      while (!out.isBroken() && take(lines.next(), workers)) {
        // Until the end.
      }
      finish();
      workers.shutdownNow();
    }
  }

  private void finish() {
    streams.values().forEach(Reply::close);
    try {
      underWay.awaitAdvanceInterruptibly(underWay.arrive(), LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // What still waits, waits for a person whose client is gone.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endLink();
    upstream.close();
  }

  private void endLink() {
    LegacyLink current = link;
    if (current != null) {
      current.end();
    }
  }

  private boolean take(Lines.Line line, ExecutorService workers) {
    // No switch, which takes the JVM long to set up (decision 17).
    if (line instanceof Lines.Line.Text text) {
      if (!text.isBlank()) {
        take(text.bytes(), workers);
      }
    } else if (line instanceof Lines.Line.TooLong) {
      out.refuse(null, Lines.tooLong());
    }
    return !(line instanceof Lines.Line.End);
  }

  private void take(byte[] bytes, ExecutorService workers) {
    // What clients begin with is not taken apart, which takes long at first (decision 17).
    Opening opening = Opening.in(bytes);
    if (opening == null) {
      takeApart(bytes, workers);
    } else if (opening.isInitialize()) {
      initialize(bytes);
    } else if (opening.isToolList()) {
      onWorker(workers, () -> pass(opening.request(), bytes));
    } else if (!opening.isInitialized()) {
      takeApart(bytes, workers);
    }
  }

  private void takeApart(byte[] bytes, ExecutorService workers) {
    switch (Message.parse(bytes, json)) {
      case Message.Faulty(var id, var error) -> out.refuse(id, error);
      case Message.Request request when request.method().equals("initialize") -> initialize(bytes);
      case Message.Request request -> onWorker(workers, () -> pass(request, bytes));
      case Message.Notification notification -> pass(notification, bytes, workers);
      case Message.Response response -> onWorker(workers, () -> passUnanswered(bytes));
    }
  }

  private void onWorker(ExecutorService workers, Runnable work) {
    underWay.register();
    workers.execute(
        () -> {
          try {
            work.run();
          } finally {
            underWay.arriveAndDeregister();
          }
        });
  }

  private void initialize(byte[] bytes) {
    endLink();
    LegacyLink begun =
        new LegacyLink(upstream, json, bytes, data -> heard(data, new Errand(new byte[0])));
    link = begun;
    try {
      out.writeText(begun.open());
    } catch (Outage e) {
      isOnStandby = true;
      if (Message.parse(bytes, json) instanceof Message.Request request) {
        standby.answer(request, String.valueOf(e.getMessage()));
      }
      return;
    }
    try {
      begun.confirm();
    } catch (Outage e) {
      // The next request begins anew, and is told what is wrong.
    }
  }

  private void pass(Message.Request request, byte[] bytes) {
    try {
      Errand errand = errands.of(request, bytes);
      if (RequestMetadata.isModern(request)) {
        deliver(
            request,
            errand,
            upstream.send("POST", errand.outgoing(), RequestHeaders.of(request), true));
      } else {
        passLegacy(request, errand);
      }
      endStandby(request);
    } catch (HolderException | KeysFailure e) {
      standby.refuse(request, e.getMessage() + " Nothing was done.");
    } catch (Outage e) {
      isOnStandby = true;
      standby.answer(request, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      out.refuse(request.id(), RpcError.internal(Incident.report(Log.LOG, e)));
    }
  }

  /** Whoever was told of an outage is told that it is over. */
  private void endStandby(Message.Request request) {
    if (isOnStandby) {
      isOnStandby = false;
      if (!RequestMetadata.isModern(request)) {
        out.write(Wire.notice("notifications/tools/list_changed", null));
      }
    }
  }

  private void passLegacy(Message.Request request, Errand errand) throws Outage {
    LegacyLink current = link;
    if (current == null) {
      BeforeInitialize.answer(request, out);
      return;
    }
    LegacyLink.Session session = current.session();
    Reply response = upstream.send("POST", errand.outgoing(), session.headers(), true);
    if (response.status() == NOT_FOUND) {
      response.discard();
      response =
          upstream.send("POST", errand.outgoing(), current.insteadOf(session).headers(), true);
    }
    deliver(request, errand, response);
  }

  /** Hands on what came back, as it comes. */
  private void deliver(Message.Request request, Errand errand, Reply response) throws Outage {
    if (response.isStream()) {
      streams.put(request.id(), response.body());
      try (Events events = new Events(response.body())) {
        for (String data = events.next(); data != null; data = events.next()) {
          heard(data, errand);
        }
      } catch (IOException e) {
        if (streams.containsKey(request.id()) && !request.method().equals(LISTEN)) {
          throw new Outage("The connection to the server broke. Look before you try again.");
        }
      } finally {
        streams.remove(request.id());
      }
      return;
    }
    try {
      byte[] answer = response.bytes();
      byte[] plain = errand.plain(answer);
      if (plain != null) {
        out.writeText(plain);
        return;
      }
      if (!(json.mapper().readTree(answer) instanceof ObjectNode message)
          || !message.has("jsonrpc")) {
        throw upstream.notOurs();
      }
      out.write(errand.incoming(message));
    } catch (IOException | JacksonException e) {
      throw upstream.notOurs();
    }
  }

  /** What comes with the answer to a request is no answer itself. */
  private void heard(String data, Errand errand) {
    try {
      JsonNode message = json.mapper().readTree(data);
      boolean isAnswer = message.has("result") || message.has("error");
      out.write(
          isAnswer && message instanceof ObjectNode answer ? errand.incoming(answer) : message);
    } catch (JacksonException e) {
      Log.LOG.warn("The server sent what is no message.");
    }
  }

  private void pass(Message.Notification notification, byte[] bytes, ExecutorService workers) {
    if (notification.method().equals("notifications/initialized")) {
      // The link said it when it began.
      return;
    }
    Object cancelled = notification.cancelledId();
    if (cancelled != null && link == null) {
      InputStream stream = streams.remove(cancelled);
      if (stream != null) {
        Reply.close(stream);
      }
    } else {
      onWorker(workers, () -> passUnanswered(bytes));
    }
  }

  private void passUnanswered(byte[] bytes) {
    LegacyLink current = link;
    if (current == null || !current.hasBegun()) {
      return;
    }
    try {
      Reply response = upstream.send("POST", bytes, current.session().headers(), true);
      if (response.status() != ACCEPTED) {
        Log.LOG.warn("The server did not take a message: {}", response.status());
      }
      response.discard();
    } catch (Outage e) {
      Log.LOG.warn("{}", e.getMessage());
    }
  }
}
