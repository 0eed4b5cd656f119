package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.mcp.TestLanes;
import dev.kasava.keys.mcp.feature.Resources.Watched;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.legacy.Session;
import dev.kasava.keys.store.McpNotes;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two processes know of one session, in every order of what they do. */
final class SharedSessionsTest {
  private static final Caller ME = caller(1);

  /** The store's notes, and what happens while they are read. */
  private static final class Interrupted implements McpNotes {
    private final McpNotes notes;
    private Runnable meanwhile = () -> {};
    private boolean isKept = true;

    Interrupted(McpNotes notes) {
      this.notes = notes;
    }

    @Override
    public void add(Note note, Instant until) {
      if (isKept) {
        notes.add(note, until);
      }
    }

    @Override
    public List<Note> of(String session) {
      List<Note> found = notes.of(session);
      Runnable once = meanwhile;
      meanwhile = () -> {};
      once.run();
      return found;
    }

    @Override
    public long latest() {
      return notes.latest();
    }

    @Override
    public Told since(long number, int most) {
      return notes.since(number, most);
    }

    @Override
    public void removeExpired(Instant now) {
      notes.removeExpired(now);
    }
  }

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private TestInstallation installation;
  private LegacyLane lane;
  private Interrupted notes;
  private SharedSessions one;
  private SharedSessions two;
  private SessionTable tableOfTwo;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder, clock);
    lane = TestLanes.over(installation).get().legacy();
    notes = new Interrupted(installation.get().mcpNotes());
    one = sessions(table());
    tableOfTwo = table();
    two = sessions(tableOfTwo);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private SessionTable table() {
    return new SessionTable(installation.get().changes(), clock);
  }

  private SharedSessions sessions(SessionTable table) {
    return new SharedSessions(lane, table, notes, new Json(), clock);
  }

  private static Caller caller(int number) {
    KeyId key = new KeyId("key_%022d".formatted(number));
    return new Caller(new OwnerId("own_1"), key, Scopes.DEFAULT, null, Client.UNKNOWN, Door.MCP);
  }

  private Session begin(Caller caller) {
    return TestInstallation.done(one.begin(TestLanes.initialize("{}"), caller));
  }

  private Session resumed(Session session) {
    return Objects.requireNonNull(two.resumed(session.id(), ME));
  }

  @Test
  void oneThatIsEndedWhileItIsTakenUpIsNotTakenUp() {
    // From now on it hears of what is noted.
    two.takeUp(resumed(begin(ME)));
    Session session = begin(ME);
    notes.meanwhile =
        () -> {
          assertThat(one.end(session)).isTrue();
          two.hear();
        };
    assertThat(two.takeUp(resumed(session))).isEmpty();
    assertThat(two.known(session.id(), ME)).isNull();
  }

  @Test
  void oneThatIsEndedUnheardWhileItIsTakenUpEndsWhenThatIsHeard() {
    Session session = begin(ME);
    notes.meanwhile = () -> assertThat(one.end(session)).isTrue();
    assertThat(two.takeUp(resumed(session))).isPresent();
    two.hear();
    assertThat(two.known(session.id(), ME)).isNull();
    assertThat(two.takeUp(resumed(session))).isEmpty();
  }

  @Test
  void whoTakesOneUpTwiceHasItOnce() {
    Session session = begin(ME);
    Session first = two.takeUp(resumed(session)).orElseThrow();
    assertThat(two.takeUp(resumed(session)).orElseThrow()).isSameAs(first);
    assertThat(two.known(session.id(), ME)).isSameAs(first);
    assertThat(tableOfTwo.size()).isEqualTo(1);
  }

  @Test
  void whatWasForgottenIsTakenUpAgain() {
    Session session = begin(ME);
    two.takeUp(resumed(session));
    clock.advance(SessionTable.LONGEST_IDLE.plusSeconds(1));
    tableOfTwo.sweep(key -> true);
    assertThat(two.known(session.id(), ME)).isNull();
    assertThat(two.takeUp(resumed(session))).isPresent();
  }

  @Test
  void thatAResourceIsWatchedNoLongerIsKeptForAWhileOnly() {
    Session session = begin(ME);
    assertThat(one.watches(session, "kasava://keys", new Watched.AllKeys())).isTrue();
    assertThat(one.watches(session, "kasava://keys/one", null)).isTrue();
    notes.removeExpired(clock.instant().plus(LegacyLane.PATIENCE).plusSeconds(1));
    assertThat(notes.of(session.name()))
        .extracting(McpNotes.Note::subject)
        .containsExactly("kasava://keys");
  }

  @Test
  void whatWasNotedWhileThereWasNoSessionIsHeardAfterwards() {
    Session first = begin(ME);
    two.takeUp(resumed(first));
    tableOfTwo.end(Objects.requireNonNull(two.known(first.id(), ME)));
    Session session = begin(ME);
    assertThat(one.end(session)).isTrue();
    two.hear();
    assertThat(two.takeUp(resumed(session))).isEmpty();
    Session other = begin(ME);
    two.takeUp(resumed(other));
    assertThat(one.end(other)).isTrue();
    two.hear();
    assertThat(two.known(other.id(), ME)).isNull();
  }

  @Test
  void nobodyFillsTheStoreByEnding() {
    notes.isKept = false;
    Session last = begin(ME);
    for (int i = 0; i < NoteQuota.MOST; i++) {
      assertThat(one.end(begin(ME))).isTrue();
    }
    assertThat(one.end(last)).isFalse();
    assertThat(one.known(last.id(), ME)).isSameAs(last);
    assertThat(one.secondsLeft()).isEqualTo(3_600);
    assertThat(one.passCancelled(last, 1L)).as("other things are noted").isTrue();
    Session others = begin(caller(2));
    assertThat(one.end(others)).isTrue();
    clock.advance(Duration.ofHours(1));
    assertThat(one.end(last)).isTrue();
  }
}
