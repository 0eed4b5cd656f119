package dev.kasava.keys.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.LimitStore.Ask;
import dev.kasava.keys.store.LimitStore.Return;
import dev.kasava.keys.store.LimitStore.Taken;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

final class TillTest {
  private static final KeyId KEY = KeyId.random(new Random(1));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimit HUNDRED = new RateLimit(100, MINUTE);
  private static final long MILLI = 1_000_000;
  private static final long LOAN = LimitStore.LOAN.toNanos();
  private static final long WINDOW = 7;

  private final Semaphore places = new Semaphore(2);
  private final Till till = new Till(KEY, HUNDRED, places, 0);

  private Ticket comes(RateLimit limit, long now) {
    Ticket ticket = new Ticket(limit);
    till.join(ticket, now);
    return ticket;
  }

  private Ask ask(long now) {
    return Objects.requireNonNull(till.ask(now));
  }

  /** As the store answers one request that waits. */
  private void begins(long lent, long left, long lentToOthers) {
    Ticket first = comes(HUNDRED, 0);
    assertThat(ask(0)).isEqualTo(new Ask(KEY, HUNDRED, 1, 0, Return.NOTHING, 0));
    till.answered(new Taken(WINDOW, 1, lent, left, MINUTE, lentToOthers), 0, 0);
    assertThat(first.await()).isEqualTo(passed(lent + left, MINUTE));
  }

  private static Allowance passed(long remaining, Duration untilReset) {
    return new Allowance(KEY, HUNDRED, true, remaining, untilReset);
  }

  private static Allowance refused(Duration untilReset) {
    return new Allowance(KEY, HUNDRED, false, 0, untilReset);
  }

  @Test
  void aLoanIsGivenBackWhenItIsOver() {
    begins(5, 94, 0);
    assertThat(till.isPending()).isTrue();
    assertThat(till.atOnce(HUNDRED, MILLI)).isEqualTo(passed(98, MINUTE.minusMillis(1)));
    assertThat(till.ask(LOAN - 1)).isNull();
    // Two passed within a loan's time: one that waited and one at once.
    assertThat(ask(LOAN)).isEqualTo(new Ask(KEY, HUNDRED, 0, 0, new Return(WINDOW, 5, 4), 0));
    assertThat(till.isPending()).isFalse();
    assertThat(till.ask(LOAN)).isNull();
  }

  /** Else others wait for what will not come back. */
  @Test
  void aLoanThatIsUsedUpIsToldAtOnce() {
    begins(2, 97, 0);
    assertThat(till.atOnce(HUNDRED, 0)).isEqualTo(passed(98, MINUTE));
    assertThat(till.ask(1)).isNull();
    assertThat(till.atOnce(HUNDRED, 0)).isEqualTo(passed(97, MINUTE));
    assertThat(till.atOnce(HUNDRED, 0)).isNull();
    assertThat(ask(1).returned()).isEqualTo(new Return(WINDOW, 2, 0));
  }

  @Test
  void aLoanEndsEarlierWhereTheProcessDoes() {
    begins(2, 97, 0);
    till.endLoan();
    Ticket last = comes(new RateLimit(200, MINUTE), 1);
    Ask ask = ask(1);
    assertThat(ask.returned()).isEqualTo(new Return(WINDOW, 2, 2));
    assertThat(ask.ahead()).isZero();
    assertThat(last.isAnswered()).isFalse();
  }

  /** As many as pass while a loan lasts, and at most four times as many as passed. */
  @Test
  void asksToBeLentWhatItUsedOfLate() {
    begins(0, 99, 0);
    var _ = comes(HUNDRED, LOAN / 2);
    assertThat(ask(LOAN / 2).ahead()).as("one in half a loan's time").isEqualTo(2);
    till.answered(new Taken(WINDOW, 1, 0, 98, MINUTE, 0), LOAN / 2, LOAN / 2);
    var _ = comes(HUNDRED, LOAN / 2);
    assertThat(ask(LOAN / 2).ahead()).as("one in no time").isEqualTo(4);
    till.answered(new Taken(WINDOW, 1, 3, 94, MINUTE, 0), LOAN / 2, LOAN / 2);
    for (int i = 0; i < 3; i++) {
      assertThat(till.atOnce(HUNDRED, LOAN / 2)).isNotNull();
    }
    var _ = comes(HUNDRED, LOAN / 2 + 2 * LOAN);
    assertThat(ask(LOAN / 2 + 2 * LOAN).ahead()).as("four in twice its time").isEqualTo(2);
  }

  @Test
  void whatIsUsedUpIsTrustedForTenSeconds() {
    begins(0, 0, 0);
    assertThat(till.atOnce(HUNDRED, MILLI)).isEqualTo(refused(MINUTE.minusMillis(1)));
    long tenSeconds = 10_000 * MILLI;
    assertThat(till.atOnce(HUNDRED, tenSeconds - 1)).isNotNull();
    assertThat(till.atOnce(HUNDRED, tenSeconds)).isNull();
  }

  @Test
  void anotherLimitIsForTheStoreToLookAt() {
    begins(1, 0, 0);
    assertThat(till.atOnce(new RateLimit(99, MINUTE), 0)).isNull();
    assertThat(till.atOnce(HUNDRED, 0)).isNotNull();
  }

  /** Between question and answer the store's clock may have been read at any moment. */
  @Test
  void nothingIsTakenFromAWindowThatMayBeOver() {
    begins(3, 0, 0);
    var _ = comes(new RateLimit(100, Duration.ofMinutes(2)), 1);
    Ask ask = ask(1);
    till.answered(new Taken(WINDOW, 1, 3, 0, Duration.ofSeconds(100), 0), MILLI, 5 * MILLI);
    RateLimit now = ask.limit();
    long end = 100_000 * MILLI;
    assertThat(till.atOnce(now, end - 1)).isNotNull();
    assertThat(till.atOnce(now, end)).isNull();
    assertThat(till.ask(end)).as("a loan of it is over too").isNull();
    assertThat(till.isPending()).isFalse();
    assertThat(till.isOver(end + 5 * MILLI - 1)).isFalse();
    assertThat(till.isOver(end + 5 * MILLI)).isTrue();
  }

  @Test
  void whoWaitsIsAnsweredInTurn() {
    Ticket first = comes(HUNDRED, 0);
    Ticket second = comes(HUNDRED, 0);
    Ticket third = comes(HUNDRED, 0);
    Ticket fourth = comes(HUNDRED, 0);
    assertThat(ask(0).wanted()).isEqualTo(4);
    till.answered(new Taken(WINDOW, 2, 0, 0, MINUTE, 1), 0, 0);
    assertThat(first.await()).isEqualTo(passed(1, MINUTE));
    assertThat(second.await()).isEqualTo(passed(0, MINUTE));
    assertThat(third.isAnswered()).as("another may give one back").isFalse();
    assertThat(fourth.await()).isEqualTo(refused(MINUTE));
    assertThat(till.isPending()).isTrue();
    assertThat(places.availablePermits()).isEqualTo(1);
    assertThat(ask(0).wanted()).isEqualTo(1);
    till.answered(new Taken(WINDOW, 1, 0, 0, MINUTE, 0), 0, 0);
    assertThat(third.await()).isEqualTo(passed(0, MINUTE));
    assertThat(places.availablePermits()).isEqualTo(2);
    assertThat(till.isPending()).isFalse();
  }

  @Test
  void nobodyWaitsForWhatOthersWaitForAlready() {
    begins(0, 0, 2);
    assertThat(comes(HUNDRED, 0).isAnswered()).isFalse();
    assertThat(comes(HUNDRED, 0).isAnswered()).isFalse();
    assertThat(comes(HUNDRED, 0).await()).isEqualTo(refused(MINUTE));
  }

  @Test
  void nobodyWaitsWhereThereIsNoPlaceToWait() {
    assertThat(places.tryAcquire(2)).isTrue();
    begins(0, 0, 5);
    assertThat(comes(HUNDRED, 0).await()).isEqualTo(refused(MINUTE));
    places.release();
    Ticket one = comes(HUNDRED, 0);
    Ticket two = comes(HUNDRED, 0);
    assertThat(ask(0).wanted()).isEqualTo(2);
    till.answered(new Taken(WINDOW, 0, 0, 0, MINUTE, 5), 0, 0);
    assertThat(one.isAnswered()).isFalse();
    assertThat(two.await()).isEqualTo(refused(MINUTE));
  }

  @Test
  void tellsTheStoreOnceWhatPassedWithoutIt() {
    begins(1, 50, 0);
    Ticket unanswered = comes(new RateLimit(120, MINUTE), 0);
    assertThat(ask(0).returned()).isEqualTo(new Return(WINDOW, 1, 1));
    till.failed(0);
    assertThat(unanswered.await().remaining()).as("20 more than before").isEqualTo(50 + 20 - 1);
    RateLimit limit = unanswered.await().limit();
    assertThat(till.byItself(limit, 0).remaining()).isEqualTo(68);
    var _ = comes(limit, 0);
    assertThat(ask(0).unasked()).isEqualTo(2);
    till.failed(0);
    var _ = comes(limit, 0);
    assertThat(ask(0).unasked()).as("nobody heard it, and one more").isEqualTo(3);
    till.answered(new Taken(WINDOW, 1, 0, 60, MINUTE, 0), 0, 0);
    var _ = comes(limit, 0);
    assertThat(ask(0).unasked()).isZero();
  }

  @Test
  void whatPassedInAWindowThatIsOverIsNotTold() {
    assertThat(till.byItself(HUNDRED, 0)).isEqualTo(passed(99, MINUTE));
    long end = MINUTE.toNanos();
    var _ = comes(HUNDRED, end - 1);
    assertThat(ask(end - 1).unasked()).isEqualTo(1);
    till.failed(end - 1);
    var _ = comes(HUNDRED, end);
    assertThat(ask(end).unasked()).isZero();
  }

  @Test
  void aWindowThatGoesOnByItselfIsAsLongAsItsLimitSays() {
    assertThat(till.byItself(HUNDRED, 0)).isEqualTo(passed(99, MINUTE));
    RateLimit longer = new RateLimit(2, Duration.ofMinutes(3));
    assertThat(till.byItself(longer, 0))
        .isEqualTo(new Allowance(KEY, longer, true, 0, Duration.ofMinutes(3)));
    long end = 3 * MINUTE.toNanos();
    assertThat(till.byItself(longer, end - 1).isPassed()).isFalse();
    assertThat(till.byItself(longer, end).remaining()).isEqualTo(1);
  }

  @Test
  void allWhoWaitAreAnsweredAtTheEnd() {
    Ticket asked = comes(HUNDRED, 0);
    var _ = ask(0);
    Ticket waiting = comes(HUNDRED, 0);
    assertThat(till.isOver(0)).isFalse();
    till.end(0);
    assertThat(asked.await()).isEqualTo(passed(99, MINUTE));
    assertThat(waiting.await()).isEqualTo(passed(98, MINUTE));
  }
}
