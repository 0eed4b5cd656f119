package dev.kasava.keys.mcp.http;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.mcp.Outlet;
import dev.kasava.keys.mcp.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
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
  private static final int MOST = 10_000;
  private static final int MOST_OF_A_KEY = 1_000;
  private static final Duration LONGEST_IDLE = Duration.ofMinutes(30);

  /** A session and when it was last heard of. */
  private static final class Entry {
    private final Session session;
    private volatile Instant lastUsed;
    private volatile @Nullable Outlet stream;

    Entry(Session session, Instant now) {
      this.session = session;
      this.lastUsed = now;
    }

    void end() {
      session.end();
      Outlet open = stream;
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

  void add(Session session) {
    makeRoom(entry -> Objects.equals(entry.session.key(), session.key()), MOST_OF_A_KEY);
    makeRoom(entry -> true, MOST);
    entries.put(session.id(), new Entry(session, clock.instant()));
  }

  private void makeRoom(Predicate<Entry> among, int room) {
    // Counting all of them is only worth it when there are many at all.
    if (entries.size() < room) {
      return;
    }
    List<Entry> rivals =
        entries.values().stream()
            .filter(among)
            .sorted(Comparator.comparing((Entry entry) -> entry.lastUsed))
            .toList();
    for (int i = 0; i <= rivals.size() - room; i++) {
      end(rivals.get(i));
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

  /** Notes the stream of a session; one before it is closed. */
  void listen(Session session, Outlet stream) {
    Entry entry = entries.get(session.id());
    if (entry == null) {
      stream.close();
      return;
    }
    Outlet before = entry.stream;
    entry.stream = stream;
    session.listen(stream);
    if (before != null) {
      before.close();
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
   */
  void sweep(Predicate<KeyId> isLive) {
    Instant oldest = clock.instant().minus(LONGEST_IDLE);
    for (Entry entry : entries.values()) {
      KeyId key = entry.session.key();
      boolean isIdle = entry.stream == null && entry.lastUsed.isBefore(oldest);
      if (isIdle || (key != null && !isLive.test(key))) {
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
