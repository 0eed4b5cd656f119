package dev.kasava.keys.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.LimitStore.Ask;
import dev.kasava.keys.store.LimitStore.Return;
import dev.kasava.keys.store.LimitStore.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of limits has to do. */
public abstract class LimitStoreContract {
  private static final KeyId KEY = KeyId.random(new Random(1));
  private static final KeyId OTHER = KeyId.random(new Random(2));
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RateLimit TEN = new RateLimit(10, HOUR);
  private static final RateLimit THOUSAND = new RateLimit(1_000, HOUR);

  /** A store that two processes share, and whose time passes when it is told to. */
  public interface Shared extends AutoCloseable {
    LimitStore one();

    LimitStore other();

    /** May be negative, as when the store's clock is set back. */
    void letPass(Duration duration);

    /** How many windows it keeps. */
    int size();

    @Override
    void close();
  }

  private Shared shared;
  private LimitStore one;
  private LimitStore other;

  /** An empty store. */
  protected abstract Shared open();

  @BeforeEach
  final void openStore() {
    shared = open();
    one = shared.one();
    other = shared.other();
  }

  @AfterEach
  final void closeStore() {
    shared.close();
  }

  private static Taken ask(
      LimitStore store, RateLimit limit, long wanted, long ahead, Return returned, long unasked) {
    return store.take(List.of(new Ask(KEY, limit, wanted, ahead, returned, unasked))).getFirst();
  }

  private static Taken ask(LimitStore store, RateLimit limit, long wanted, long ahead) {
    return ask(store, limit, wanted, ahead, Return.NOTHING, 0);
  }

  private static long take(LimitStore store, RateLimit limit, long wanted) {
    return ask(store, limit, wanted, 0).taken();
  }

  @Test
  void letsThroughTheLimitWhicheverProcessIsAsked() {
    Taken first = ask(one, TEN, 4, 0);
    assertThat(first.taken()).isEqualTo(4);
    assertThat(first.left()).isEqualTo(6);
    assertThat(first.untilEnd()).isBetween(HOUR.minusMinutes(1), HOUR);
    Taken second = ask(other, TEN, 5, 0);
    assertThat(second.window()).isEqualTo(first.window());
    assertThat(second.taken()).isEqualTo(5);
    assertThat(second.left()).isOne();
    Taken third = ask(one, TEN, 5, 0);
    assertThat(third.taken()).isOne();
    assertThat(third.left()).isZero();
    assertThat(third.lentToOthers()).isZero();
    assertThat(take(other, TEN, 1)).isZero();
  }

  @Test
  void aWindowBeginsWithTheFirstRequestAfterTheOneBefore() {
    Taken first = ask(one, TEN, 10, 0);
    shared.letPass(HOUR.minusMinutes(5));
    Taken late = ask(other, TEN, 1, 0);
    assertThat(late.taken()).isZero();
    assertThat(late.untilEnd()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    shared.letPass(Duration.ofMinutes(50));
    Taken next = ask(other, TEN, 11, 0);
    assertThat(next.taken()).isEqualTo(10);
    assertThat(next.window()).isNotEqualTo(first.window());
    assertThat(next.untilEnd()).isBetween(HOUR.minusMinutes(1), HOUR);
  }

  @Test
  void nobodyIsMadeToWaitLongerByAClockThatIsSetBack() {
    assertThat(take(one, TEN, 10)).isEqualTo(10);
    shared.letPass(HOUR.multipliedBy(-24));
    Taken after = ask(other, TEN, 1, 0);
    assertThat(after.taken()).isZero();
    assertThat(after.untilEnd()).isBetween(HOUR.minusMinutes(1), HOUR);
    shared.letPass(HOUR);
    assertThat(take(other, TEN, 1)).isOne();
  }

  @Test
  void lendsAnEighthAndNothingOfTheLast() {
    Taken lent = ask(one, THOUSAND, 1, 500);
    assertThat(lent.lent()).isEqualTo((1_000 - 1 - 62) / 8);
    assertThat(lent.left()).isEqualTo(1_000 - 1 - lent.lent());
    assertThat(lent.lentToOthers()).isZero();
    assertThat(ask(other, THOUSAND, 1, 3).lent()).isEqualTo(3);
    long left = ask(one, THOUSAND, 1, 0).left();
    assertThat(take(one, THOUSAND, left - 63)).isEqualTo(left - 63);
    assertThat(ask(one, THOUSAND, 1, 500).lent()).isZero();
    assertThat(ask(one, TEN, 0, 9).lent()).isZero();
  }

  @Test
  void ofALargeLimitNothingIsLentOfTheLast256() {
    RateLimit million = new RateLimit(1_000_000, HOUR);
    assertThat(take(one, million, 1_000_000 - 257)).isEqualTo(1_000_000 - 257);
    assertThat(ask(one, million, 1, 500).lent()).isZero();
    shared.letPass(HOUR);
    assertThat(take(one, million, 1_000_000 - 273)).isEqualTo(1_000_000 - 273);
    assertThat(ask(one, million, 1, 500).lent()).isEqualTo(2);
  }

  @Test
  void whatIsLentIsUsedUntilItIsGivenBack() {
    Taken lent = ask(one, THOUSAND, 1, 50);
    assertThat(lent.lent()).isEqualTo(50);
    Taken all = ask(other, THOUSAND, 1_000, 0);
    assertThat(all.taken()).isEqualTo(949);
    assertThat(all.left()).isZero();
    assertThat(all.lentToOthers()).isEqualTo(50);
    Taken back = ask(one, THOUSAND, 0, 0, new Return(lent.window(), 50, 20), 0);
    assertThat(back.left()).isEqualTo(20);
    assertThat(back.lentToOthers()).isZero();
    Taken rest = ask(other, THOUSAND, 30, 0);
    assertThat(rest.taken()).isEqualTo(20);
    assertThat(rest.lentToOthers()).isZero();
  }

  @Test
  void nobodyWaitsForOneThatDoesNotGiveBack() {
    assertThat(ask(one, THOUSAND, 1, 50).lent()).isEqualTo(50);
    assertThat(take(other, THOUSAND, 949)).isEqualTo(949);
    shared.letPass(LimitStore.PATIENCE);
    Taken after = ask(other, THOUSAND, 1, 0);
    assertThat(after.taken()).isZero();
    assertThat(after.lentToOthers()).isZero();
  }

  @Test
  void whatWasLentOfAnEarlierWindowIsNotGivenBackToThis() {
    Taken lent = ask(one, THOUSAND, 1, 50);
    shared.letPass(HOUR);
    assertThat(take(other, THOUSAND, 1_000)).isEqualTo(1_000);
    Taken back = ask(one, THOUSAND, 1, 0, new Return(lent.window(), 50, 50), 0);
    assertThat(back.taken()).isZero();
    assertThat(take(other, THOUSAND, 1)).isZero();
  }

  @Test
  void givingBackBeginsNoWindow() {
    Taken lent = ask(one, THOUSAND, 1, 50);
    shared.letPass(HOUR);
    Taken back = ask(one, THOUSAND, 0, 0, new Return(lent.window(), 50, 50), 0);
    assertThat(back.untilEnd()).isLessThanOrEqualTo(Duration.ZERO);
    shared.letPass(Duration.ofMinutes(30));
    assertThat(ask(one, THOUSAND, 1, 0).untilEnd()).isBetween(HOUR.minusMinutes(1), HOUR);
  }

  @Test
  void whatWasLetThroughWithoutAskingCounts() {
    assertThat(take(one, TEN, 1)).isOne();
    assertThat(ask(other, TEN, 1, 0, Return.NOTHING, 5).left()).isEqualTo(3);
    assertThat(ask(other, TEN, 1, 0, Return.NOTHING, 5).taken()).isZero();
    assertThat(take(one, TEN, 1)).isZero();
  }

  @Test
  void aChangedLimitGoesOnInTheWindowThatIsUnderWay() {
    assertThat(take(one, TEN, 8)).isEqualTo(8);
    assertThat(take(other, new RateLimit(5, HOUR), 1)).isZero();
    assertThat(take(other, new RateLimit(12, HOUR), 9)).isEqualTo(4);
    Taken longer = ask(one, new RateLimit(13, HOUR.multipliedBy(2)), 2, 0);
    assertThat(longer.taken()).isOne();
    assertThat(longer.untilEnd()).isGreaterThan(HOUR);
    shared.letPass(Duration.ofMinutes(30));
    assertThat(take(one, new RateLimit(5, Duration.ofMinutes(20)), 9)).isEqualTo(5);
  }

  @Test
  void manyKeysAreAskedForAtOnce() {
    assertThat(take(one, TEN, 7)).isEqualTo(7);
    List<Taken> both =
        other.take(
            List.of(
                new Ask(OTHER, TEN, 9, 0, Return.NOTHING, 0),
                new Ask(KEY, TEN, 9, 0, Return.NOTHING, 0)));
    assertThat(both).extracting(Taken::taken).containsExactly(9L, 3L);
  }

  @Test
  void windowsThatAreOverAreForgotten() {
    assertThat(take(one, TEN, 7)).isEqualTo(7);
    shared.letPass(Duration.ofMinutes(30));
    assertThat(one.take(List.of(new Ask(OTHER, TEN, 10, 0, Return.NOTHING, 0)))).hasSize(1);
    one.removeOver();
    assertThat(shared.size()).isEqualTo(2);
    shared.letPass(Duration.ofMinutes(31));
    other.removeOver();
    assertThat(shared.size()).isOne();
    assertThat(one.take(List.of(new Ask(OTHER, TEN, 1, 0, Return.NOTHING, 0))).getFirst().taken())
        .isZero();
  }

  @Test
  void howeverManyWindowsAreOverAllAreForgotten() {
    Random random = new Random(3);
    List<Ask> asks =
        IntStream.range(0, 1_001)
            .mapToObj(i -> new Ask(KeyId.random(random), TEN, 1, 0, Return.NOTHING, 0))
            .toList();
    assertThat(one.take(asks)).extracting(Taken::taken).containsOnly(1L);
    shared.letPass(HOUR);
    one.removeOver();
    assertThat(shared.size()).isZero();
  }

  @Test
  void ofManyAtOnceTheLimitIsLetThrough() throws Exception {
    for (int window = 0; window < 3; window++) {
      List<Future<Long>> all = new ArrayList<>();
      try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
        for (int i = 0; i < 4; i++) {
          LimitStore store = i % 2 == 0 ? one : other;
          Random random = new Random(i);
          all.add(pool.submit(() -> takeAndGiveBack(store, random)));
        }
      }
      long passed = 0;
      for (Future<Long> each : all) {
        passed += each.get();
      }
      assertThat(passed).isEqualTo(1_000);
      shared.letPass(HOUR);
    }
  }

  /** Uses some of what it is lent, until there is nothing left and nobody has anything. */
  private static long takeAndGiveBack(LimitStore store, Random random) {
    long passed = 0;
    Taken taken = ask(store, THOUSAND, 1, 9);
    while (taken.taken() + taken.lent() + taken.left() + taken.lentToOthers() > 0) {
      long used = taken.lent() == 0 ? 0 : random.nextLong(taken.lent() + 1);
      passed += taken.taken() + used;
      Return returned = new Return(taken.window(), taken.lent(), taken.lent() - used);
      taken = ask(store, THOUSAND, random.nextInt(4), random.nextInt(40), returned, 0);
    }
    return passed;
  }
}
