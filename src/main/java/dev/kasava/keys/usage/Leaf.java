package dev.kasava.keys.usage;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.store.UsageStore.Tally;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts of some thousand lines, in memory that may be a file's: then they outlive this process.
 * What a line is of is written once, before its count; only that changes afterwards. One writer of
 * new lines at a time; any number that count.
 */
final class Leaf {
  private static final Logger log = LoggerFactory.getLogger(Leaf.class);

  static final int LINES = 1 << 12;

  private static final int HEAD = 1024;
  private static final int WORD = 8;
  private static final int TITLE = 32;
  private static final int TITLES_AT = HEAD + LINES * WORD;

  /** Its size, in bytes. */
  static final long SIZE = TITLES_AT + LINES * TITLE;

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  private final Arena arena;
  private final MemorySegment memory;
  private final @Nullable Path file;
  private int written;

  /**
   * A leaf over the memory of a file.
   *
   * @param arena of the memory alone
   * @param memory of {@link #SIZE} bytes, which {@link #head} begins and zeros end
   * @param file null when there is none
   */
  Leaf(Arena arena, MemorySegment memory, @Nullable Path file) {
    this.arena = arena;
    this.memory = memory;
    this.file = file;
  }

  /** A leaf in this process's own memory. */
  @SuppressWarnings("MustBeClosedChecker") // discard() closes it
  static Leaf inMemory() {
    Arena arena = Arena.ofShared();
    return new Leaf(arena, arena.allocate(SIZE, WORD), null);
  }

  /** What a leaf begins with. */
  static byte[] head() {
    byte[] text = Legend.OURS.text().getBytes(StandardCharsets.US_ASCII);
    if (text.length >= HEAD) {
      throw new IllegalStateException("the legend takes " + text.length + " bytes");
    }
    return text;
  }

  /** Begins a line with one request; answers its number, or -1 when there is no room. */
  int begin(KeyId key, Client client, Counted outcome, long millis) {
    if (written == LINES) {
      return -1;
    }
    byte[] id = key.value().getBytes(StandardCharsets.US_ASCII);
    if (id.length > TITLE - 2) {
      throw new IllegalArgumentException("no key has the id " + key);
    }
    int line = written++;
    long title = titleAt(line);
    memory.set(ValueLayout.JAVA_BYTE, title, (byte) number(outcome));
    memory.set(ValueLayout.JAVA_BYTE, title + 1, (byte) id.length);
    MemorySegment.copy(id, 0, memory, ValueLayout.JAVA_BYTE, title + 2, id.length);
    LONG.setVolatile(memory, wordAt(line), CountWord.one(number(client), millis));
    return line;
  }

  /** Counts one request more; false when it does not fit in, or this was sealed. */
  boolean count(int line, Client client, long millis) {
    try {
      while (true) {
        long before = word(line);
        long after = CountWord.plusOne(before, number(client), millis);
        if (after == CountWord.NO_ROOM) {
          return false;
        }
        if (LONG.compareAndSet(memory, wordAt(line), before, after)) {
          return true;
        }
      }
    } catch (IllegalStateException e) {
      // Closed meanwhile, and so sealed before.
      return false;
    }
  }

  /** Whether a line counts a client's requests; false when this was discarded. */
  boolean isOf(int line, Client client) {
    try {
      return CountWord.client(word(line)) == number(client);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  /** Has nothing more counted here. */
  void seal() {
    for (int line = 0; line < written; line++) {
      LONG.getAndBitwiseOr(memory, wordAt(line), CountWord.SEAL);
    }
  }

  /** What was counted by this release; to be asked when it is sealed. */
  List<Tally> tallies() {
    Reading reading = read(Legend.OURS);
    if (reading.unreadable() > 0) {
      throw new IllegalStateException("the journal " + file + " is damaged");
    }
    return reading.tallies();
  }

  /**
   * What was found in a leaf.
   *
   * @param unreadable how many lines besides count something, and do not say what, as when a loss
   *     of power left half of it
   */
  record Reading(List<Tally> tallies, int unreadable) {}

  /** What was counted by whoever wrote it; empty when that was a release that this cannot read. */
  Optional<Reading> read() {
    String head =
        new String(
            memory.asSlice(0, HEAD).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
    return Legend.isStrange(head)
        ? Optional.empty()
        : Optional.of(read(Legend.parse(head).orElse(Legend.NOTHING)));
  }

  private Reading read(Legend legend) {
    List<Tally> found = new ArrayList<>();
    int unreadable = 0;
    for (int line = 0; line < LINES; line++) {
      long word = word(line);
      if (word != 0) {
        Optional<Tally> tally = tally(line, word, legend);
        tally.ifPresent(found::add);
        unreadable += tally.isPresent() ? 0 : 1;
      }
    }
    return new Reading(found, unreadable);
  }

  /** Empty when nobody wrote the line like this. */
  private Optional<Tally> tally(int line, long word, Legend legend) {
    int outcome = memory.get(ValueLayout.JAVA_BYTE, titleAt(line));
    int client = CountWord.client(word);
    if (outcome < 0
        || outcome >= legend.outcomes().size()
        || client >= legend.clients().size()
        || CountWord.requests(word) == 0) {
      return Optional.empty();
    }
    return key(line)
        .map(
            key ->
                new Tally(
                    key,
                    CountWord.quarter(word),
                    legend.clients().get(client),
                    legend.outcomes().get(outcome),
                    CountWord.requests(word),
                    CountWord.lastAt(word)));
  }

  private Optional<KeyId> key(int line) {
    int length = memory.get(ValueLayout.JAVA_BYTE, titleAt(line) + 1);
    if (length < 0 || length > TITLE - 2) {
      return Optional.empty();
    }
    byte[] id = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, titleAt(line) + 2, id, 0, length);
    return KeyId.parse(new String(id, StandardCharsets.US_ASCII));
  }

  private long word(int line) {
    return (long) LONG.getVolatile(memory, wordAt(line));
  }

  private static long wordAt(int line) {
    return HEAD + (long) line * WORD;
  }

  private static long titleAt(int line) {
    return TITLES_AT + (long) line * TITLE;
  }

  @SuppressWarnings("EnumOrdinal") // the legend says what it stands for
  private static int number(Client client) {
    return client.ordinal();
  }

  @SuppressWarnings("EnumOrdinal") // likewise
  private static int number(Counted outcome) {
    return outcome.ordinal();
  }

  /** Leaves nothing of it; nobody can count here any more. */
  void discard() {
    arena.close();
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      log.warn("The file {} is of no more use, but cannot be deleted: {}", file, e.toString());
    }
  }
}
