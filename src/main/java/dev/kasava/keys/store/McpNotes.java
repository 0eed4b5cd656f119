package dev.kasava.keys.store;

import java.time.Instant;
import java.util.List;

/**
 * What every process has to know of an MCP session, since any of them may be asked in it: little,
 * and seldom. Thread-safe; every method may throw {@link StoreException}.
 */
public interface McpNotes {
  /** What a note is about. */
  enum Kind {
    /** The client ended it. */
    ENDED,
    /** Its client watches the subject, as the detail has it; with no detail, no longer. */
    WATCHED,
    /** Its client answered the question that the subject names, as the detail has it. */
    ANSWERED,
    /** Its client no longer waits for the request that the subject stands for. */
    CANCELLED,
    /** What a newer release notes. */
    OTHER;

    /** The kind of this {@link #name}; {@link #OTHER} when a newer release noted it. */
    public static Kind named(String name) {
      for (Kind kind : values()) {
        if (kind.name().equals(name)) {
          return kind;
        }
      }
      return OTHER;
    }
  }

  /**
   * @param session its name, which opens nothing
   * @param subject empty when it is about the session as a whole
   * @param detail empty when there is nothing more to say
   */
  record Note(String session, Kind kind, String subject, String detail) {}

  /**
   * @param notes in the order in which they were made
   * @param latest the number to ask from next time
   */
  record Told(List<Note> notes, long latest) {}

  /**
   * Makes a note, in place of one of the same session, kind and subject.
   *
   * @param until when nobody needs to know any more
   */
  void add(Note note, Instant until);

  /** What was noted of a session, in the order in which it was. */
  List<Note> of(String session);

  /** The number of the latest note; 0 when there is none. */
  long latest();

  /**
   * The notes after the one of this number, whichever process made them.
   *
   * @param most how many at the most, the earliest first
   */
  Told since(long number, int most);

  /** Forgets what nobody needs to know any more. */
  void removeExpired(Instant now);
}
