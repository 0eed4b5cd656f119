package dev.kasava.keys.mcp;

import java.util.ArrayList;
import java.util.List;

/** Whether a client still wants an answer. Thread-safe. */
public final class Cancellation {
  private final List<Runnable> consequences = new ArrayList<>();
  private boolean isCancelled;

  public synchronized boolean isCancelled() {
    return isCancelled;
  }

  /** Cancels, once. */
  public void cancel() {
    List<Runnable> due;
    synchronized (this) {
      if (isCancelled) {
        return;
      }
      isCancelled = true;
      due = List.copyOf(consequences);
    }
    due.forEach(Runnable::run);
  }

  /** Has {@code consequence} run when it is cancelled; at once if it is already. */
  public void onCancel(Runnable consequence) {
    synchronized (this) {
      if (!isCancelled) {
        consequences.add(consequence);
        return;
      }
    }
    consequence.run();
  }
}
