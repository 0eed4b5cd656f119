package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.store.ChangeWord;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class FeedWordTest {
  private final AtomicLong nanos = new AtomicLong(5);
  private final FeedWord word = new FeedWord(Duration.ofSeconds(60), nanos::get);

  @Test
  void changesWithEveryChangeAndNoOtherWord() {
    word.heard(7, "1", nanos.get());
    long before = word.get();
    word.heard(7, "1", nanos.get());
    assertThat(word.get()).isEqualTo(before);
    word.heard(8, "1", nanos.get());
    assertThat(word.get()).isNotEqualTo(before);
    assertThat(ChangeWord.isUnsettled(word.get())).isFalse();
    long after = word.get();
    // As when the database was put back to an older state.
    word.heard(3, "1", nanos.get());
    assertThat(word.get()).isNotEqualTo(after);
  }

  @Test
  void isUnsettledAroundACommitOfItsOwnAndAnotherAfterIt() {
    word.heard(7, "1", nanos.get());
    long before = word.get();
    word.enter();
    assertThat(ChangeWord.isUnsettled(word.get())).isTrue();
    word.heard(8, "1", nanos.get());
    assertThat(ChangeWord.isUnsettled(word.get())).isTrue();
    word.leave(9);
    assertThat(ChangeWord.isUnsettled(word.get())).isFalse();
    assertThat(word.get()).isNotEqualTo(before);
    long after = word.get();
    word.heard(9, "1", nanos.get());
    assertThat(word.get()).as("its own change was known").isEqualTo(after);
  }

  @Test
  void theFirstThatIsHeardOfAfterAChangeOfItsOwnIsNoOtherHistory() {
    word.enter();
    word.leave(8);
    long after = word.get();
    word.heard(8, "1", nanos.get());
    assertThat(word.get()).isEqualTo(after);
    word.heard(8, "2", nanos.get());
    assertThat(word.get()).isNotEqualTo(after);
  }

  @Test
  void anAnswerThatWasOnItsWayDuringACommitOfItsOwnTellsNothing() {
    word.heard(7, "1", nanos.get());
    long asked = nanos.getAndIncrement();
    word.enter();
    word.leave(8);
    long after = word.get();
    word.heard(7, "1", asked);
    assertThat(word.get()).isEqualTo(after);
    word.heard(8, "1", nanos.get());
    assertThat(word.get()).isEqualTo(after);
    word.heard(9, "1", asked);
    assertThat(word.get()).as("what others did is news all the same").isNotEqualTo(after);
  }

  @Test
  void aCommitThatFailedLeavesItAsItWas() {
    word.heard(7, "1", nanos.get());
    long before = word.get();
    word.enter();
    word.turnBack();
    assertThat(word.get()).isEqualTo(before);
    word.heard(8, "1", nanos.get());
    assertThat(word.get()).as("it was kept all the same").isNotEqualTo(before);
  }

  @Test
  void isUnsettledFromTheEndOfTheGraceUntilTheDatabaseIsHeardAgain() {
    word.heard(7, "1", nanos.get());
    long before = word.get();
    nanos.addAndGet(Duration.ofSeconds(60).toNanos());
    assertThat(word.get()).isEqualTo(before);
    nanos.incrementAndGet();
    assertThat(word.isBlind()).isTrue();
    assertThat(ChangeWord.isUnsettled(word.get())).isTrue();
    word.heard(7, "1", nanos.get());
    assertThat(word.get()).as("nothing was changed meanwhile").isEqualTo(before);
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    word.heard(8, "1", nanos.get() - Duration.ofSeconds(61).toNanos());
    assertThat(word.isBlind()).as("an answer that was on its way for too long").isTrue();
  }

  /** The same number, or a later one, may stand for other changes after that. */
  @Test
  void anotherHistoryIsToldFromTheOneBefore() {
    word.heard(7, "1", nanos.get());
    long before = word.get();
    word.heard(8, "1", nanos.get());
    assertThat(ChangeWord.isContinued(before, word.get())).isTrue();
    long known = word.get();
    word.heard(8, "2", nanos.get());
    assertThat(ChangeWord.isContinued(known, word.get())).isFalse();
    assertThat(ChangeWord.isUnsettled(word.get())).isFalse();
    long after = word.get();
    word.heard(8, "2", nanos.get());
    assertThat(word.get()).isEqualTo(after);
    word.enter();
    word.leave(9);
    assertThat(ChangeWord.isContinued(after, word.get())).isTrue();
  }
}
