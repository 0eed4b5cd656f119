package dev.kasava.keys.mcp.http;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.mcp.Message;
import dev.kasava.keys.mcp.feature.Reply;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.RequestMark;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.mcp.legacy.Witness;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.store.McpNotes.Kind;
import dev.kasava.keys.store.McpNotes.Note;
import dev.kasava.keys.wire.Incident;
import dev.kasava.keys.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The sessions of every process on one store. One that this process does not know, it takes up by
 * its id; what all have to know of one is noted in the store. Thread-safe; what asks the store may
 * block and throw a {@link dev.kasava.keys.store.StoreException}.
 */
final class SharedSessions implements Witness {
  private static final Logger log = LoggerFactory.getLogger(SharedSessions.class);

  private static final int MOST_AT_ONCE = 1_000;

  /** Whose clock is behind may take a session up for longer. */
  private static final Duration SLACK = Duration.ofHours(1);

  private static final long NEVER = -1;
  private static final String EVERY_KEY = "*";

  /** As the SDK numbers what it asks. */
  private static final Pattern QUESTION = Pattern.compile("[0-9a-f-]{36}-[0-9]{1,18}");

  private final LegacyLane lane;
  private final SessionTable table;
  private final McpNotes notes;
  private final Json json;
  private final InstantSource clock;
  private final NoteQuota quota;

  /** The number of the latest note that was heard; {@link #NEVER} before there is a session. */
  private volatile long heard = NEVER;

  SharedSessions(
      LegacyLane lane, SessionTable table, McpNotes notes, Json json, InstantSource clock) {
    this.lane = lane;
    this.table = table;
    this.notes = notes;
    this.json = json;
    this.clock = clock;
    this.quota = new NoteQuota(clock);
  }

  /** Whether {@link #begin} has neither to look for room nor to ask the store. */
  boolean takesAtOnce() {
    return heard != NEVER && table.takesAtOnce();
  }

  /** Begins a session with a client that asked to. */
  Outcome<Session> begin(Message.Request initialize, Caller caller) {
    return lane.begin(initialize, caller, this)
        .map(
            session -> {
              beginToHear();
              return table.add(session);
            });
  }

  private void beginToHear() {
    if (heard == NEVER) {
      synchronized (this) {
        if (heard == NEVER) {
          heard = notes.latest();
        }
      }
    }
  }

  /** The caller's session of this id, if this process knows it: one look at memory. */
  @Nullable Session known(String id, Caller caller) {
    return table.find(id, caller.principal());
  }

  /**
   * What the caller's session of this id is if nobody ended it, which {@link #takeUp} finds out;
   * null when it is none. Asks nobody.
   */
  @Nullable Session resumed(String id, Caller caller) {
    return lane.resume(id, caller, this);
  }

  /** Takes up a session; empty when it was ended. */
  Optional<Session> takeUp(Session resumed) {
    beginToHear();
    long before = heard;
    List<Note> noted = notes.of(resumed.name());
    if (isEnded(noted)) {
      return Optional.empty();
    }
    noted.forEach(note -> take(resumed, note));
    Session session = table.add(resumed);
    // What was heard in between was told to a table that did not have it yet.
    if (heard != before) {
      notes.of(session.name()).forEach(note -> take(session, note));
    }
    return Optional.ofNullable(table.has(session) ? session : null);
  }

  private static boolean isEnded(List<Note> noted) {
    return noted.stream().anyMatch(note -> note.kind() == Kind.ENDED);
  }

  /** Ends a session for every process; false when its owner had too much noted lately. */
  boolean end(Session session) {
    if (!note(session, Kind.ENDED, "", "", session.endsAt().plus(SLACK))) {
      return false;
    }
    table.end(session);
    return true;
  }

  @Override
  public boolean watches(Session session, String uri, @Nullable Watched what) {
    String detail =
        switch (what) {
          case null -> "";
          case Watched.AllKeys all -> EVERY_KEY;
          case Watched.OneKey(KeyId key) -> key.value();
        };
    // That it is watched no longer is only to be heard.
    return note(session, Kind.WATCHED, uri, detail, what == null ? passed() : session.endsAt());
  }

  /** Whether this is an answer to what some other process may have asked in the session. */
  static boolean isForAnother(Session session, Message.Response response) {
    return !session.hasAsked(response.id())
        && response.id() instanceof String question
        && QUESTION.matcher(question).matches();
  }

  /**
   * Passes what a person decided to the process that asked; the client's own text is not kept, so
   * whatever else it answered is no answer. False when its owner had too much noted lately.
   */
  boolean pass(Session session, Message.Response response) {
    return note(
        session,
        Kind.ANSWERED,
        (String) response.id(),
        decision(new Reply(response.result())),
        passed());
  }

  private static String decision(Reply reply) {
    JsonNode json = reply.json();
    return json == null
            || reply.decision() == Reply.Decision.NONE
            || !json.path("content").isEmpty()
        ? ""
        : json.path("action").stringValue("");
  }

  /** Passes that a request is cancelled to the process that answers it; as {@link #pass}. */
  boolean passCancelled(Session session, Object request) {
    return note(session, Kind.CANCELLED, RequestMark.of(request), "", passed());
  }

  /** After so long nobody waits any more. */
  private Instant passed() {
    return clock.instant().plus(LegacyLane.PATIENCE);
  }

  private boolean note(Session session, Kind kind, String subject, String detail, Instant until) {
    // Whoever ends many sessions has its answers passed all the same.
    String what = kind == Kind.ENDED ? "ends" : "others";
    if (!quota.take(what + " of " + session.principal())) {
      return false;
    }
    notes.add(new Note(session.name(), kind, subject, detail), until);
    return true;
  }

  /** After how many seconds whoever had too much noted may come back. */
  long secondsLeft() {
    return quota.secondsLeft();
  }

  /** Hears what others noted; to be called several times a second. */
  synchronized void hear() {
    if (heard == NEVER || table.size() == 0) {
      return;
    }
    McpNotes.Told told;
    do {
      told = notes.since(heard, MOST_AT_ONCE);
      // Before they are told to the table, so that whoever takes one up meanwhile looks again.
      heard = told.latest();
      tell(told.notes());
    } while (told.notes().size() == MOST_AT_ONCE);
  }

  private void tell(List<Note> told) {
    if (told.isEmpty()) {
      return;
    }
    Map<String, List<Note>> bySession = told.stream().collect(Collectors.groupingBy(Note::session));
    table.forEach(
        session ->
            bySession
                .getOrDefault(session.name(), List.of())
                .forEach(note -> takeGuarded(session, note)));
  }

  /** One that fails must not keep the others from being told. */
  private void takeGuarded(Session session, Note note) {
    try {
      take(session, note);
    } catch (RuntimeException e) {
      Incident.report(log, e);
    }
  }

  private void take(Session session, Note note) {
    switch (note.kind()) {
      case ENDED -> table.end(session);
      case WATCHED -> session.recall(note.subject(), watched(note.detail()));
      case ANSWERED -> {
        if (session.hasAsked(note.subject())) {
          session.take(new Message.Response(note.subject(), decided(note.detail())));
        }
      }
      case CANCELLED -> session.cancel(note.subject());
      case OTHER -> {
        // There is nothing that this release could do about it.
      }
    }
  }

  private static @Nullable Watched watched(String detail) {
    return switch (detail) {
      case "" -> null;
      case EVERY_KEY -> new Watched.AllKeys();
      default -> new Watched.OneKey(new KeyId(detail));
    };
  }

  private @Nullable JsonNode decided(String decision) {
    return decision.isEmpty() ? null : json.mapper().createObjectNode().put("action", decision);
  }
}
