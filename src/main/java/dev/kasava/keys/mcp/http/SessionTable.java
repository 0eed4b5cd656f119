package dev.kasava.keys.mcp.http;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.service.ChangeFeed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that this process knows. There is room for so many, and for so many of each key; who
 * comes after takes the place of the one idle for the longest. What is forgotten here can be taken
 * up again. Thread-safe.
 */
final class SessionTable {
  static final int MOST = 10_000;
  static final int MOST_OF_A_KEY = 1_000;
  static final Duration LONGEST_IDLE = Duration.ofMinutes(30);

  /** A client that means it comes back within seconds. */
  static final Duration LONGEST_UNCONFIRMED = Duration.ofMinutes(1);

  /** A session, when it was last heard of, and its stream while it has one. */
  private static final class Entry {
    private final Session session;
    private volatile Instant lastUsed;
    private @Nullable Outlet stream;
    private @Nullable Instant streamEnds;
    private boolean isOver;

    Entry(Session session, Instant now) {
      this.session = session;
      this.lastUsed = now;
    }

    synchronized boolean isListening() {
      return stream != null;
    }

    /** Answers the stream that is to be closed for it, outside the lock: closing calls back. */
    synchronized @Nullable Outlet listen(Outlet opened, @Nullable Instant until) {
      if (isOver) {
        return opened;
      }
      Outlet before = stream;
      stream = opened;
      streamEnds = until;
      session.listen(opened);
      return before;
    }

    synchronized void leave(Outlet closed, Instant now) {
      if (Objects.equals(stream, closed)) {
        stream = null;
        lastUsed = now;
      }
    }

    /** Answers the stream that is to be closed, as the token that opened it has expired. */
    synchronized @Nullable Outlet overdue(Instant now) {
      return streamEnds != null && !streamEnds.isAfter(now) ? stream : null;
    }

    void end() {
      Outlet open;
      synchronized (this) {
        isOver = true;
        open = stream;
        stream = null;
      }
      session.end();
      if (open != null) {
        open.close();
      }
    }
  }

  private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final ChangeFeed feed;
  private final InstantSource clock;

  SessionTable(ChangeFeed feed, InstantSource clock) {
    this.feed = feed;
    this.clock = clock;
  }

  /** Whether {@link #add} has neither to look for room nor to ask the store. */
  boolean takesAtOnce() {
    return entries.size() < MOST_OF_A_KEY && feed.hasBegun();
  }

  /** Adds a session; answers the one of the same id that is there already, if there is. */
  synchronized Session add(Session session) {
    Entry there = entries.get(session.id());
    if (there != null) {
      return there.session;
    }
    makeRoom(entry -> entry.session.principal().equals(session.principal()), MOST_OF_A_KEY);
    makeRoom(entry -> true, MOST);
    entries.put(session.id(), new Entry(session, clock.instant()));
    if (session.mayBeTold()) {
      feed.listen(session.owner(), session);
    }
    return session;
  }

  private void makeRoom(Predicate<Entry> among, int room) {
    // Counting all of them is only worth it when there are many at all.
    if (entries.size() < room) {
      return;
    }
    List<Entry> rivals = entries.values().stream().filter(among).toList();
    int excess = rivals.size() - room + 1;
    if (excess > 0) {
      rivals.stream()
          .sorted(
              Comparator.comparing((Entry entry) -> entry.session.isConfirmed())
                  .thenComparing(entry -> entry.session.isAtWork())
                  .thenComparing(Entry::isListening)
                  .thenComparing((Entry entry) -> entry.lastUsed))
          .limit(excess)
          .forEach(this::end);
    }
  }

  /** The session of this id; null unless it is there and belongs to this caller. */
  @Nullable Session find(String id, String principal) {
    Entry entry = entries.get(id);
    if (entry == null || !entry.session.principal().equals(principal)) {
      return null;
    }
    entry.lastUsed = clock.instant();
    return entry.session;
  }

  boolean has(Session session) {
    return entries.containsKey(session.id());
  }

  void forEach(Consumer<Session> visitor) {
    entries.values().forEach(entry -> visitor.accept(entry.session));
  }

  /**
   * Notes the stream of a session; one before it is closed, and this one if the session ended.
   *
   * @param until when the token that opened it expires; null when it was opened without one
   */
  void listen(Session session, Outlet stream, @Nullable Instant until) {
    Entry entry = entries.get(session.id());
    Outlet superfluous = entry == null ? stream : entry.listen(stream, until);
    if (superfluous != null) {
      superfluous.close();
    }
  }

  /** Notes that a stream is closed, so that its session may grow idle. */
  void leave(Session session, Outlet stream) {
    Entry entry = entries.get(session.id());
    if (entry != null) {
      entry.leave(stream, clock.instant());
    }
  }

  void end(Session session) {
    Entry entry = entries.get(session.id());
    if (entry != null) {
      end(entry);
    }
  }

  private void end(Entry entry) {
    if (entries.remove(entry.session.id(), entry)) {
      feed.leave(entry.session);
      entry.end();
    }
  }

  /**
   * Forgets the sessions that were idle for too long and hold no stream, and ends those whose key
   * is dead or whose time is over; closes the streams whose token has expired.
   */
  void sweep(Predicate<KeyId> isLive) {
    Instant now = clock.instant();
    for (Entry entry : entries.values()) {
      KeyId key = entry.session.key();
      Duration longest = entry.session.isConfirmed() ? LONGEST_IDLE : LONGEST_UNCONFIRMED;
      boolean isIdle =
          entry.lastUsed.isBefore(now.minus(longest))
              && !entry.isListening()
              && !entry.session.isAtWork();
      boolean isOver = !now.isBefore(entry.session.endsAt());
      if (isIdle || isOver || (key != null && !isLive.test(key))) {
        end(entry);
      }
      Outlet overdue = entry.overdue(now);
      if (overdue != null) {
        overdue.close();
      }
    }
  }

  void endAll() {
    entries.values().forEach(this::end);
  }

  int size() {
    return entries.size();
  }
}
