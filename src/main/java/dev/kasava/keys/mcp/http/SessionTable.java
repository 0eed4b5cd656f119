package dev.kasava.keys.mcp.http;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The open sessions. There is room for so many, and for so many of each key; who comes after takes
 * the place of the one idle for the longest. Thread-safe.
 */
final class SessionTable {
  static final int MOST = 10_000;
  static final int MOST_OF_A_KEY = 1_000;
  static final Duration LONGEST_IDLE = Duration.ofMinutes(30);

  /** A session, when it was last heard of, and its stream while it has one. */
  private static final class Entry {
    private final Session session;
    private volatile Instant lastUsed;
    private @Nullable Outlet stream;
    private boolean isOver;

    Entry(Session session, Instant now) {
      this.session = session;
      this.lastUsed = now;
    }

    synchronized boolean isListening() {
      return stream != null;
    }

    /** Answers the stream that is to be closed for it, outside the lock: closing calls back. */
    synchronized @Nullable Outlet listen(Outlet opened) {
      if (isOver) {
        return opened;
      }
      Outlet before = stream;
      stream = opened;
      session.listen(opened);
      return before;
    }

    synchronized void leave(Outlet closed, Instant now) {
      if (Objects.equals(stream, closed)) {
        stream = null;
        lastUsed = now;
      }
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
  private final InstantSource clock;

  SessionTable(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(Session session) {
    makeRoom(entry -> Objects.equals(entry.session.key(), session.key()), MOST_OF_A_KEY);
    makeRoom(entry -> true, MOST);
    entries.put(session.id(), new Entry(session, clock.instant()));
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
              Comparator.comparing(Entry::isListening)
                  .thenComparing((Entry entry) -> entry.lastUsed))
          .limit(excess)
          .forEach(this::end);
    }
  }

  /** The session of this id, if it belongs to this key: an id alone proves nothing. */
  Optional<Session> find(String id, @Nullable KeyId key) {
    Entry entry = entries.get(id);
    if (entry == null || !Objects.equals(entry.session.key(), key)) {
      return Optional.empty();
    }
    entry.lastUsed = clock.instant();
    return Optional.of(entry.session);
  }

  /** Notes the stream of a session; one before it is closed, and this one if the session ended. */
  void listen(Session session, Outlet stream) {
    Entry entry = entries.get(session.id());
    Outlet superfluous = entry == null ? stream : entry.listen(stream);
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
      entry.end();
    }
  }

  /**
   * Ends the sessions that were idle for too long and hold no stream, and those whose key is dead.
   *
   * @param isLive asked once for each key
   */
  void sweep(Predicate<KeyId> isLive) {
    Instant oldest = clock.instant().minus(LONGEST_IDLE);
    Map<KeyId, Boolean> live = new HashMap<>();
    for (Entry entry : entries.values()) {
      KeyId key = entry.session.key();
      boolean isIdle = entry.lastUsed.isBefore(oldest) && !entry.isListening();
      if (isIdle || (key != null && !live.computeIfAbsent(key, isLive::test))) {
        end(entry);
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
