package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.feature.Limiter;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.mcp.legacy.Witness;
import dev.kasava.keys.mcp.modern.ModernLane;
import dev.kasava.keys.mcp.modern.RequestMetadata;
import dev.kasava.keys.mcp.modern.Subscriptions;
import dev.kasava.keys.service.ChangeFeed;
import dev.kasava.keys.usage.Allowance;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MCP over a pair of streams (MCP 2025-11-25 and 2026-07-28, stdio): one message a line, nothing
 * else, both eras on one pair. Ends when the input does, after every answer was delivered, or when
 * nobody reads any more.
 */
public final class StdioDoor {
  private static final Logger log = LoggerFactory.getLogger(StdioDoor.class);
  private static final int MOST_AT_ONCE = 32;
  private static final int UNAUTHORIZED = 401;

  /**
   * The lanes that it leads to.
   *
   * @param callers who the client acts as, asked for every message, so that a key which died is
   *     refused from then on
   * @param workers runs what blocks, on as many threads as it takes
   */
  public record Parts(
      Limiter limiter,
      LegacyLane legacy,
      ModernLane modern,
      Subscriptions subscriptions,
      ChangeFeed feed,
      Json json,
      Supplier<Outcome<Caller>> callers,
      ExecutorService workers) {}

  private final Parts parts;
  private final LineWriter out;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final Map<Object, Cancellation> underWay = new ConcurrentHashMap<>();
  private @Nullable Session session;

  public StdioDoor(Parts parts, LineWriter out) {
    this.parts = parts;
    this.out = out;
  }

  /**
   * Serves until the input ends, and closes the workers.
   *
   * @throws IOException when the input cannot be read
   */
  public void run(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    run(lines, lines.next());
  }

  /** Likewise, beginning with this line. */
  void run(Lines lines, Lines.Line first) throws IOException {
    try (ExecutorService workers = parts.workers()) {
      Lines.Line line = first;
      while (!out.isBroken() && take(line)) {
        line = lines.next();
      }
    } finally {
      // What is still open waits for a client who is gone.
      endSession();
      parts.subscriptions().endAll();
    }
  }

  private void endSession() {
    Session current = session;
    if (current != null) {
      parts.feed().leave(current);
      current.end();
    }
  }

  private boolean take(Lines.Line line) {
    switch (line) {
      case Lines.Line.End end -> {
        return false;
      }
      case Lines.Line.TooLong tooLong -> out.refuse(null, Lines.tooLong());
      case Lines.Line.Text text when text.isBlank() -> {}
      case Lines.Line.Text(byte[] bytes) -> take(Message.parse(bytes, parts.json()));
    }
    return true;
  }

  /** Messages are read in order; requests after the first are answered side by side. */
  private void take(Message message) {
    switch (message) {
      case Message.Faulty(var id, var error) -> out.refuse(id, error);
      case Message.Request request -> {
        try {
          take(request);
        } catch (RuntimeException e) {
          out.refuse(request.id(), RpcError.internal(Incident.report(log, e)));
        }
      }
      case Message.Notification notification -> {
        cancelled(notification);
        if (session != null) {
          session.take(notification);
        }
      }
      case Message.Response response -> {
        if (session != null && isAdmitted()) {
          session.take(response);
        }
      }
    }
  }

  /** What nobody waits to have answered counts only from a live key. */
  private boolean isAdmitted() {
    try {
      return parts.callers().get() instanceof Outcome.Done<Caller>;
    } catch (RuntimeException e) {
      Incident.report(log, e);
      return false;
    }
  }

  private void cancelled(Message.Notification notification) {
    Object id = notification.cancelledId();
    Cancellation cancellation = id == null ? null : underWay.remove(id);
    if (cancellation != null) {
      cancellation.cancel();
    }
  }

  private void take(Message.Request request) {
    switch (parts.callers().get()) {
      case Outcome.Refused<Caller>(var refusal) ->
          out.refuse(request.id(), RpcError.ofTransport(UNAUTHORIZED, refusal.message()));
      case Outcome.Done<Caller>(Caller caller) when isStopped(request, caller) -> {}
      case Outcome.Done<Caller>(Caller caller) when RequestMetadata.isModern(request) ->
          answerModern(request, caller);
      case Outcome.Done<Caller>(Caller caller)
          when request.method().equals(LegacyLane.INITIALIZE) ->
          begin(request, caller);
      case Outcome.Done<Caller>(Caller caller) -> answer(request, caller);
    }
  }

  private boolean isStopped(Message.Request request, Caller caller) {
    Allowance allowance = parts.limiter().take(request, caller);
    if (allowance == null || allowance.isPassed()) {
      return false;
    }
    out.refuse(
        request.id(),
        RpcError.rateLimited(allowance.refusal().message(), allowance.resetSeconds()));
    return true;
  }

  private void answerModern(Message.Request request, Caller caller) {
    Cancellation cancellation = new Cancellation();
    underWay.put(request.id(), cancellation);
    StdioOutlet outlet =
        new StdioOutlet(out, cancellation, () -> underWay.remove(request.id(), cancellation));
    onWorker(() -> parts.modern().answer(request, caller, outlet, cancellation, Runnable::run));
  }

  /** Begins the session of a client whose {@code initialize} was answered already. */
  void resume(byte[] initialize) {
    if (Message.parse(initialize, parts.json()) instanceof Message.Request request
        && parts.callers().get() instanceof Outcome.Done<Caller>(Caller caller)
        && parts.legacy().begin(request, caller, Witness.NONE)
            instanceof Outcome.Done<Session>(Session begun)) {
      begin(begun, () -> {});
    }
  }

  private void begin(Message.Request request, Caller caller) {
    switch (parts.legacy().begin(request, caller, Witness.NONE)) {
      case Outcome.Done<Session>(Session begun) ->
          begin(begun, () -> begun.answerBeginning(request, caller, outlet()));
      case Outcome.Refused<Session>(var refusal) ->
          out.refuse(request.id(), RpcError.invalidParams(refusal.message()));
    }
  }

  /** A client that begins anew ends what it began before. */
  private void begin(Session begun, Runnable answer) {
    endSession();
    session = begun;
    begun.listen(outlet());
    answer.run();
    if (begun.mayBeTold()) {
      parts.feed().listen(begun.owner(), begun);
    }
  }

  private void answer(Message.Request request, Caller caller) {
    Session current = session;
    if (current == null) {
      BeforeInitialize.answer(request, out);
    } else {
      onWorker(() -> current.answer(request, caller, outlet(), Runnable::run));
    }
  }

  private Outlet outlet() {
    return new StdioOutlet(out, new Cancellation(), () -> {});
  }

  private void onWorker(Runnable work) {
    places.acquireUninterruptibly();
    parts
        .workers()
        .execute(
            () -> {
              try {
                work.run();
              } finally {
                places.release();
              }
            });
  }
}
