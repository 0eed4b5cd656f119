package dev.kasava.keys.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * The connections of one I/O thread. Used on that thread alone, but where something else is said.
 * Looking at all of them now and then costs requests nothing, unlike a timer for each.
 */
final class Watch {
  private static final Logger log = LoggerFactory.getLogger(Watch.class);

  /** One tick. What is too slow is cut up to two ticks later than it could be. */
  static final int TICK_MILLIS = 500;

  /** Whoever was heard of since is between two requests at the most, and is not given up. */
  private static final int QUIET_TICKS = 2;

  /**
   * In how many portions at most those are cut that are late: others would wait while all are. They
   * take half a tick at most.
   */
  private static final int PORTIONS = 50;

  private static final int LOG_TICKS = 60_000 / TICK_MILLIS;

  private final XnioIoThread thread;
  private final ChannelListener<StreamConnection> next;
  private final boolean isSecured;
  private final int most;
  private final int patience;
  private final Traffic traffic;
  private final Refusals refusals = new Refusals();
  private final List<Watched> all = new ArrayList<>();
  private volatile int now;
  private int toldLast = -LOG_TICKS;

  /**
   * @param isSecured whether a connection begins with a handshake
   * @param capacity of this thread
   */
  Watch(
      XnioIoThread thread,
      ChannelListener<StreamConnection> next,
      boolean isSecured,
      Capacity capacity,
      Traffic traffic) {
    this.thread = thread;
    this.next = next;
    this.isSecured = isSecured;
    this.most = capacity.connections();
    this.patience = (int) (capacity.patience().toMillis() / TICK_MILLIS) - 2;
    this.traffic = traffic;
  }

  void begin() {
    later(this::tick, TICK_MILLIS);
  }

  private void later(Runnable task, int millis) {
    try {
      thread.executeAfter(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server ends, and all its connections with it.
    }
  }

  /** In ticks. Any thread may ask. */
  int now() {
    return now;
  }

  /**
   * Lets the connection in. If there is no room, the one that was quiet for the longest makes room,
   * as long as no request of it is under way; if there is none such, this one is told to come back.
   */
  void admit(StreamConnection connection) {
    if (all.size() >= most) {
      forgetClosed();
    }
    if (all.size() >= most && !makeRoom()) {
      traffic.refusedOne();
      refusals.comeBackLater(connection);
      return;
    }
    Watched watched = new Watched(connection, this);
    all.add(watched);
    traffic.changed(1);
    if (isSecured) {
      watched.begin(next);
    } else {
      watched.awaitFirstByte(next);
    }
  }

  private boolean makeRoom() {
    tellOfCrowd();
    Watched quietest = null;
    for (Watched one : all) {
      if (one.isQuiet(now - QUIET_TICKS)
          && (quietest == null || one.lastHeard() - quietest.lastHeard() < 0)) {
        quietest = one;
      }
    }
    return giveUp(quietest);
  }

  private boolean giveUp(@Nullable Watched quietest) {
    if (quietest == null) {
      return false;
    }
    traffic.refusedOne();
    quietest.close();
    all.remove(quietest);
    traffic.changed(-1);
    return true;
  }

  private void tellOfCrowd() {
    if (now - toldLast >= LOG_TICKS) {
      toldLast = now;
      log.warn(
          "There is no room for more connections ({} on this thread). Those that are idle make room"
              + " for new ones.",
          most);
    }
  }

  private void tick() {
    later(this::tick, TICK_MILLIS);
    int tick = now + 1;
    now = tick;
    Queue<Watched> late = new ArrayDeque<>();
    for (Watched one : all) {
      if (isLate(one)) {
        late.add(one);
      }
    }
    cutSome(late, 1 + late.size() / PORTIONS);
  }

  private boolean isLate(Watched one) {
    return one.isLate(now - patience);
  }

  private void cutSome(Queue<Watched> late, int count) {
    for (int i = 0; i < count && !late.isEmpty(); i++) {
      Watched one = late.remove();
      if (one.isOpen() && isLate(one)) {
        cut(one);
      }
    }
    if (late.isEmpty()) {
      forgetClosed();
    } else {
      later(() -> cutSome(late, count), TICK_MILLIS / 2 / PORTIONS);
    }
  }

  /** Whether this tick is too long ago. Any thread may ask. */
  boolean isTooLong(int tick) {
    return now - tick >= patience;
  }

  /** Any thread may do it. */
  void cut(Watched late) {
    traffic.cutOne();
    late.close();
  }

  private void forgetClosed() {
    int before = all.size();
    all.removeIf(one -> !one.isOpen());
    traffic.changed(all.size() - before);
  }
}
