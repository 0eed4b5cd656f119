package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A door that answers what clients begin with while everything behind it is still being opened; all
 * that follows waits for that. Where it cannot be opened, whatever is asked is refused.
 */
public final class EarlyDoor {
  /** Everything behind the door. */
  public interface House extends AutoCloseable {
    StdioDoor door();

    @Override
    void close();
  }

  /** The house cannot be opened, for a reason that a person can do something about. */
  public static final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final RuntimeException reason;

    /**
     * @param reason whose message says what is wrong, and what to do
     */
    public Unavailable(RuntimeException reason) {
      super(reason.getMessage(), reason);
      this.reason = reason;
    }

    public RuntimeException reason() {
      return reason;
    }
  }

  /** How long what is asked next has the processor to itself. */
  private static final int HEAD_START_MILLIS = 50;

  private final Prelude prelude;
  private final LineWriter out;
  private final Json json;
  private final Supplier<House> opening;
  private final CountDownLatch headStart = new CountDownLatch(1);
  private @Nullable FutureTask<House> house;

  /**
   * @param opening opens the house, once; may throw {@link Unavailable}
   */
  public EarlyDoor(Prelude prelude, LineWriter out, Json json, Supplier<House> opening) {
    this.prelude = prelude;
    this.out = out;
    this.json = json;
    this.opening = opening;
  }

  /**
   * Serves until the input ends, and closes the house.
   *
   * @throws IOException when the input cannot be read
   * @throws Unavailable at the end, when nothing could be opened
   */
  public void run(InputStream in) throws IOException {
    Lines lines = new Lines(in);
    Lines.Line line = lines.next();
    while (line instanceof Lines.Line.Text text && isAnswered(text.bytes())) {
      line = lines.next();
    }
    FutureTask<House> opened = house;
    if (opened == null) {
      serve(opening.get(), lines, line);
      return;
    }
    headStart.countDown();
    try {
      serve(opened.get(), lines, line);
    } catch (ExecutionException e) {
      RuntimeException reason = reason(e);
      refuseAll(reason, lines, line);
      throw reason;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void serve(House house, Lines lines, Lines.Line first) throws IOException {
    try (house) {
      house.door().run(lines, first);
    }
  }

  private boolean isAnswered(byte[] message) {
    byte[] answer = prelude.answer(message);
    if (answer == null) {
      return false;
    }
    if (answer.length > 0) {
      out.writeText(answer);
    }
    if (house == null) {
      FutureTask<House> task = new FutureTask<>(() -> openedFor(message));
      house = task;
      Thread.ofPlatform().name("opening").daemon().start(task);
    } else if (answer.length > 0) {
      headStart.countDown();
    }
    return true;
  }

  /** Opened, with the session begun that the client was told of. */
  private House openedFor(byte[] initialize) throws InterruptedException {
    // Usually the list of tools is asked for at once, and has nothing to do with the house.
    boolean _ = headStart.await(HEAD_START_MILLIS, TimeUnit.MILLISECONDS);
    House opened = opening.get();
    try {
      opened.door().resume(initialize);
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static RuntimeException reason(ExecutionException e) {
    return e.getCause() instanceof RuntimeException reason
        ? reason
        : new IllegalStateException(e.getCause());
  }

  private void refuseAll(RuntimeException reason, Lines lines, Lines.Line first)
      throws IOException {
    String sentence =
        reason instanceof Unavailable
            ? String.valueOf(reason.getMessage())
            : Incident.report(LoggerFactory.getLogger(EarlyDoor.class), reason);
    Lines.Line line = first;
    while (!(line instanceof Lines.Line.End) && !out.isBroken()) {
      if (line instanceof Lines.Line.Text(byte[] bytes)
          && Message.parse(bytes, json) instanceof Message.Request request) {
        out.refuse(request.id(), RpcError.internal(sentence));
      }
      line = lines.next();
    }
  }
}
