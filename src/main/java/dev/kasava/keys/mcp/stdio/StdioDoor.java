package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.http.Server;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.Engine;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.Session;
import dev.kasava.keys.wire.Json;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MCP over a pair of streams (MCP 2025-11-25, transports, stdio): one message a line, nothing else.
 * Ends when the input does, after every answer was delivered, or when nobody reads any more.
 */
public final class StdioDoor {
  private static final Logger log = LoggerFactory.getLogger(StdioDoor.class);
  private static final int LONGEST_LINE = Server.MAX_BODY_BYTES;
  private static final int MOST_AT_ONCE = 32;

  private final Engine engine;
  private final Json json;
  private final Supplier<Outcome<Caller>> callers;
  private final OutputStream out;
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private volatile boolean isBroken;
  private @Nullable Session session;

  /**
   * @param callers who the client acts as, asked for every message, so that a key which died is
   *     refused from then on
   */
  public StdioDoor(Engine engine, Json json, Supplier<Outcome<Caller>> callers, OutputStream out) {
    this.engine = engine;
    this.json = json;
    this.callers = callers;
    this.out = out;
  }

  /**
   * Serves until the input ends.
   *
   * @throws IOException when the input cannot be read
   */
  public void run(InputStream in) throws IOException {
    Lines lines = new Lines(in, LONGEST_LINE);
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      while (!isBroken) {
        switch (lines.next()) {
          case Lines.Line.End end -> {
            return;
          }
          case Lines.Line.TooLong tooLong ->
              write(
                  RpcError.invalidRequest(
                          null, "A message may have at most " + LONGEST_LINE + " bytes.")
                      .wire());
          case Lines.Line.Text(byte[] bytes) when isBlank(bytes) -> {}
          case Lines.Line.Text(byte[] bytes) -> take(Message.parse(bytes, json), workers);
        }
      }
    } finally {
      if (session != null) {
        session.end();
      }
    }
  }

  private static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /** Messages are read in order; requests after the first are answered side by side. */
  private void take(Message message, ExecutorService workers) {
    switch (message) {
      case Message.Faulty(var error) -> write(error.wire());
      case Message.Request(var request) -> {
        try {
          take(request, workers);
        } catch (RuntimeException e) {
          log.error("An MCP request failed.", e);
          write(RpcError.internal(request.id()).wire());
        }
      }
      case Message.Notification(var notification) ->
          hear((current, caller) -> current.take(notification, caller));
      case Message.Response(var response) ->
          hear((current, caller) -> current.take(response, caller));
    }
  }

  /** What nobody waits to have answered counts only within a session and from a live key. */
  private void hear(BiConsumer<Session, Caller> message) {
    Session current = session;
    if (current == null) {
      return;
    }
    try {
      if (callers.get() instanceof Outcome.Done<Caller>(Caller caller)) {
        message.accept(current, caller);
      }
    } catch (RuntimeException e) {
      log.error("An MCP message failed.", e);
    }
  }

  private void take(McpSchema.JSONRPCRequest request, ExecutorService workers) {
    switch (callers.get()) {
      case Outcome.Done<Caller>(Caller caller)
          when request.method().equals(McpSchema.METHOD_INITIALIZE) ->
          begin(request, caller);
      case Outcome.Done<Caller>(Caller caller) -> answer(request, caller, workers);
      case Outcome.Refused<Caller>(var refusal) ->
          write(RpcError.notAllowed(request.id(), refusal.message()).wire());
    }
  }

  /** A client that begins anew ends what it began before. */
  private void begin(McpSchema.JSONRPCRequest request, Caller caller) {
    Session before = session;
    Session begun = engine.begin(request, caller);
    session = begun;
    begun.listen(outlet());
    begun.answerBeginning(request, caller, outlet());
    if (before != null) {
      before.end();
    }
  }

  private void answer(McpSchema.JSONRPCRequest request, Caller caller, ExecutorService workers) {
    Session current = session;
    if (current == null) {
      write(RpcError.invalidRequest(request.id(), "Send initialize first.").wire());
      return;
    }
    places.acquireUninterruptibly();
    workers.execute(
        () -> {
          try {
            current.answer(request, caller, outlet());
          } finally {
            places.release();
          }
        });
  }

  private Outlet outlet() {
    return new Outlet() {
      @Override
      public void send(Object message, boolean isLast) {
        write(message);
      }

      @Override
      public void close() {}
    };
  }

  private void write(Object message) {
    byte[] text = json.bytes(message);
    synchronized (out) {
      if (isBroken) {
        return;
      }
      try {
        out.write(text);
        out.write('\n');
        out.flush();
      } catch (IOException e) {
        // The client went away without a word; there is nobody left to tell.
        isBroken = true;
      }
    }
  }
}
