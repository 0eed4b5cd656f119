package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.store.McpNotes.Kind;
import dev.kasava.keys.store.McpNotes.Note;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of notes of MCP sessions has to do. */
public abstract class McpNotesContract {
  private static final Instant END = NOW.plusSeconds(60);
  private static final Note WATCHED = new Note("one", Kind.WATCHED, "kasava://keys", "*");
  private static final Note OTHER = new Note("two", Kind.WATCHED, "kasava://keys", "*");
  private static final Note ENDED = new Note("one", Kind.ENDED, "", "");

  private Stores stores;

  /** An empty store. */
  protected abstract Stores open();

  @BeforeEach
  final void openStore() {
    stores = open();
  }

  @AfterEach
  final void closeStore() {
    stores.close();
  }

  private McpNotes notes() {
    return stores.mcpNotes();
  }

  @Test
  void areReadBySessionWhicheverProcessIsAsked() {
    notes().add(WATCHED, END);
    notes().add(OTHER, END);
    notes().add(ENDED, END);
    try (Stores others = stores.again()) {
      assertThat(others.mcpNotes().of("one")).containsExactly(WATCHED, ENDED);
      assertThat(others.mcpNotes().of("two")).containsExactly(OTHER);
      assertThat(others.mcpNotes().of("One")).isEmpty();
    }
  }

  @Test
  void areToldInTheOrderInWhichTheyWereMade() {
    assertThat(notes().latest()).isZero();
    notes().add(WATCHED, END);
    long before = notes().latest();
    try (Stores others = stores.again()) {
      others.mcpNotes().add(OTHER, END);
      others.mcpNotes().add(ENDED, END);
    }
    McpNotes.Told first = notes().since(before, 1);
    assertThat(first.notes()).containsExactly(OTHER);
    McpNotes.Told second = notes().since(first.latest(), 5);
    assertThat(second.notes()).containsExactly(ENDED);
    assertThat(second.latest()).isEqualTo(notes().latest());
    assertThat(notes().since(second.latest(), 5))
        .isEqualTo(new McpNotes.Told(List.of(), second.latest()));
  }

  @Test
  void aLaterOneTakesThePlaceOfTheOneBeforeAndIsToldAnew() {
    notes().add(WATCHED, END);
    long before = notes().latest();
    Note over = new Note("one", Kind.WATCHED, "kasava://keys", "");
    notes().add(over, END);
    assertThat(notes().of("one")).containsExactly(over);
    assertThat(notes().since(before, 5).notes()).containsExactly(over);
  }

  @Test
  void areForgottenWhenTheirTimeIsOverAndNumbersGoOn() {
    notes().add(WATCHED, END);
    notes().add(ENDED, END.plusMillis(1));
    long before = notes().latest();
    notes().removeExpired(END);
    assertThat(notes().of("one")).containsExactly(ENDED);
    notes().removeExpired(END.plusMillis(1));
    assertThat(notes().of("one")).isEmpty();
    notes().add(OTHER, END);
    assertThat(notes().since(before, 5).notes()).containsExactly(OTHER);
  }

  @Test
  void noneIsLostWhoeverElseMakesOne() throws Exception {
    List<Future<?>> all = new ArrayList<>();
    List<Note> told = new ArrayList<>();
    try (Stores others = stores.again();
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 40; i++) {
        McpNotes some = i % 2 == 0 ? notes() : others.mcpNotes();
        Note note = new Note("session " + i, Kind.ENDED, "", "");
        all.add(pool.submit(() -> some.add(note, END)));
      }
      AtomicLong number = new AtomicLong();
      Wait.until(
          "all notes",
          () -> {
            McpNotes.Told more = notes().since(number.get(), 3);
            told.addAll(more.notes());
            number.set(more.latest());
            return told.size() >= all.size();
          });
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(told).doesNotHaveDuplicates().hasSize(40);
  }
}
