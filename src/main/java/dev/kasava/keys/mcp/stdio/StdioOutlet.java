package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.RpcError;
import org.jspecify.annotations.Nullable;

/** The messages about one request, among all the others on the same stream. */
final class StdioOutlet implements Outlet {
  private final LineWriter out;
  private final Cancellation cancellation;
  private final Runnable atTheEnd;
  private boolean isOver;

  /**
   * @param cancellation after which nothing may be said any more
   */
  StdioOutlet(LineWriter out, Cancellation cancellation, Runnable atTheEnd) {
    this.out = out;
    this.cancellation = cancellation;
    this.atTheEnd = atTheEnd;
  }

  @Override
  public void send(Object message) {
    if (!isOver() && !cancellation.isCancelled()) {
      out.write(message);
    }
  }

  private synchronized boolean isOver() {
    return isOver;
  }

  @Override
  public void answer(Object id, Object result) {
    if (isFirstEnd() && !cancellation.isCancelled()) {
      out.answer(id, result);
    }
  }

  @Override
  public void refuse(@Nullable Object id, RpcError error) {
    if (isFirstEnd() && !cancellation.isCancelled()) {
      out.refuse(id, error);
    }
  }

  @Override
  public void close() {
    isFirstEnd();
  }

  private boolean isFirstEnd() {
    synchronized (this) {
      if (isOver) {
        return false;
      }
      isOver = true;
    }
    atTheEnd.run();
    return true;
  }
}
