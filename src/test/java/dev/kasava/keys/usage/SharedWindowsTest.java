package dev.kasava.keys.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.MemoryLimitStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several nodes on one store; time passes when it is told to. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedWindowsTest {
  private static final KeyId KEY = KeyId.random(new Random(1));
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimit TEN = new RateLimit(10, MINUTE);
  private static final RateLimit THOUSAND = new RateLimit(1_000, MINUTE);

  private final MemoryLimitStore store = new MemoryLimitStore();
  private final List<SharedWindows> nodes =
      List.of(
          new SharedWindows(store, store::nanos),
          new SharedWindows(store, store::nanos),
          new SharedWindows(store, store::nanos));
  private final SharedWindows one = nodes.get(0);
  private final SharedWindows two = nodes.get(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    nodes.forEach(SharedWindows::close);
    threads.close();
  }

  private static long passed(SharedWindows node, RateLimit limit, int tries) {
    long passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += node.take(KEY, limit).isPassed() ? 1 : 0;
    }
    return passed;
  }

  /** What is answered in the end, when others had the time to give back what they were lent. */
  private Allowance inTheEnd(Future<Allowance> asked) throws Exception {
    return inTheEnd(asked, LimitStore.LOAN);
  }

  private Allowance inTheEnd(Future<Allowance> asked, Duration patience) throws Exception {
    try {
      return asked.get(100, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      store.letPass(patience);
      return asked.get(30, TimeUnit.SECONDS);
    }
  }

  private Future<Allowance> asked(SharedWindows node, RateLimit limit) {
    return threads.submit(() -> node.take(KEY, limit));
  }

  /** Takes so much at once that the node is lent some, and uses none of that. */
  private long lentTo(SharedWindows node) {
    for (int i = 0; i < 3; i++) {
      assertThat(node.take(KEY, THOUSAND).isPassed()).isTrue();
    }
    Allowance atOnce = Objects.requireNonNull(node.takeAtOnce(KEY, THOUSAND));
    assertThat(atOnce.isPassed()).isTrue();
    return 4;
  }

  @Test
  void letThroughTheLimitTogether() {
    for (int window = 0; window < 5; window++) {
      long passed = 0;
      for (int i = 0; i < 20; i++) {
        passed += passed(nodes.get(i % 3), TEN, 1);
      }
      assertThat(passed).isEqualTo(10);
      store.letPass(MINUTE);
    }
  }

  @Test
  void tellWhatIsLeftAndUntilWhen() {
    assertThat(one.take(KEY, TEN)).isEqualTo(new Allowance(KEY, TEN, true, 9, MINUTE));
    store.letPass(Duration.ofSeconds(20));
    Duration rest = Duration.ofSeconds(40);
    assertThat(two.take(KEY, TEN)).isEqualTo(new Allowance(KEY, TEN, true, 8, rest));
    assertThat(passed(two, TEN, 8)).isEqualTo(8);
    assertThat(one.take(KEY, TEN)).isEqualTo(new Allowance(KEY, TEN, false, 0, rest));
  }

  @Test
  void memoryTellsWhatIsUsedUpUntilTheWindowIsOver() {
    assertThat(one.takeAtOnce(KEY, TEN)).isNull();
    assertThat(passed(one, TEN, 11)).isEqualTo(10);
    int before = store.transactions();
    for (int i = 0; i < 100; i++) {
      assertThat(Objects.requireNonNull(one.takeAtOnce(KEY, TEN)).isPassed()).isFalse();
      assertThat(one.take(KEY, TEN).isPassed()).isFalse();
    }
    assertThat(store.transactions()).isEqualTo(before);
    store.letPass(MINUTE);
    assertThat(one.takeAtOnce(KEY, TEN)).isNull();
    assertThat(one.take(KEY, TEN).isPassed()).isTrue();
  }

  @Test
  void aLargeLimitAsksTheStoreNowAndThen() {
    RateLimit limit = new RateLimit(100_000, MINUTE);
    assertThat(passed(one, limit, 100_001)).isEqualTo(100_000);
    assertThat(store.transactions()).isLessThan(500);
  }

  /** Whoever asks for one now and then, at any node, must not find what another keeps idle. */
  @Test
  void oneThatIsUsedNowAndThenIsLentNothing() {
    for (int i = 0; i < 50; i++) {
      Allowance taken = one.take(KEY, THOUSAND);
      assertThat(taken.remaining()).isEqualTo(999 - i);
      assertThat(one.takeAtOnce(KEY, THOUSAND)).isNull();
      store.letPass(Duration.ofMillis(500));
    }
  }

  @Test
  void whatOneDoesNotNeedIsLeftToTheOther() throws Exception {
    long passed = lentTo(one);
    Allowance last = inTheEnd(asked(two, THOUSAND));
    while (last.isPassed()) {
      passed++;
      last = inTheEnd(asked(two, THOUSAND));
    }
    assertThat(passed).isEqualTo(1_000);
    assertThat(one.take(KEY, THOUSAND).isPassed()).isFalse();
  }

  @Test
  void nobodyWaitsForEverForANodeThatDied() throws Exception {
    LimitStore.Ask ask = new LimitStore.Ask(KEY, THOUSAND, 1, 100, LimitStore.Return.NOTHING, 0);
    assertThat(store.take(List.of(ask)).getFirst().lent()).isEqualTo(100);
    for (int i = 0; i < 899; i++) {
      assertThat(two.take(KEY, THOUSAND).isPassed()).isTrue();
    }
    Future<Allowance> last = asked(two, THOUSAND);
    assertThat(inTheEnd(last, LimitStore.PATIENCE).isPassed()).isFalse();
  }

  @Test
  void aNodeThatIsClosedGivesBackWhatItWasLent() {
    long passed = lentTo(one);
    one.close();
    assertThat(passed(two, THOUSAND, 1_000)).isEqualTo(1_000 - passed);
  }

  @Test
  void aClosedOneStillAnswers() {
    one.close();
    assertThat(passed(one, TEN, 11)).isEqualTo(10);
    assertThat(passed(two, TEN, 1)).isOne();
    two.close();
    assertThat(passed(two, TEN, 10)).isEqualTo(9);
  }

  @Test
  void exactlyTheLimitPassesAtOnceOverManyWindows() throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    Future<?> sweeping =
        threads.submit(
            () -> {
              while (!isOver.get()) {
                nodes.forEach(SharedWindows::sweep);
                Thread.onSpinWait();
              }
            });
    try {
      for (int window = 0; window < 20; window++) {
        List<Future<Long>> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
          SharedWindows node = nodes.get(i % 3);
          all.add(threads.submit(() -> passed(node, THOUSAND, 130)));
        }
        assertThat(sum(all)).isEqualTo(1_000);
        store.letPass(MINUTE);
      }
    } finally {
      isOver.set(true);
    }
    sweeping.get();
  }

  /** Loans end while the threads run, however slowly they do. */
  private long sum(List<Future<Long>> all) throws InterruptedException, ExecutionException {
    long sum = 0;
    for (Future<Long> each : all) {
      while (true) {
        try {
          sum += each.get(100, TimeUnit.MILLISECONDS);
          break;
        } catch (TimeoutException e) {
          store.letPass(LimitStore.LOAN.dividedBy(4));
        }
      }
    }
    return sum;
  }

  @Test
  void whoeverKeepsToTheLimitIsNeverRefused() throws Exception {
    RateLimit limit = new RateLimit(40, Duration.ofSeconds(10));
    Random random = new Random(7);
    List<Long> sent = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      if (random.nextInt(20) == 0) {
        store.letPass(Duration.ofMillis(random.nextInt(5_000)));
      }
      long from = store.nanos() - limit.window().toNanos();
      sent.removeIf(at -> at <= from);
      if (sent.size() < limit.requests()) {
        assertThat(inTheEnd(asked(nodes.get(random.nextInt(3)), limit)).isPassed()).isTrue();
        sent.add(store.nanos());
      }
    }
  }

  @Test
  void aChangedLimitGoesOnInTheWindow() {
    assertThat(passed(one, TEN, 8)).isEqualTo(8);
    assertThat(passed(two, new RateLimit(6, MINUTE), 3)).isZero();
    assertThat(passed(one, new RateLimit(12, MINUTE), 9)).isEqualTo(4);
    store.letPass(MINUTE);
    assertThat(passed(two, new RateLimit(6, MINUTE), 9)).isEqualTo(6);
  }

  @Test
  void withoutTheStoreEachCountsByItselfFromWhatWasLeft() {
    assertThat(passed(one, TEN, 3)).isEqualTo(3);
    assertThat(passed(two, TEN, 1)).isOne();
    store.setReached(false);
    assertThat(Objects.requireNonNull(one.takeAtOnce(KEY, TEN)).remaining()).isEqualTo(6);
    assertThat(passed(one, TEN, 9)).isEqualTo(6);
    assertThat(passed(two, TEN, 2)).isEqualTo(2);
    store.letPass(LimitStore.PATIENCE);
    store.setReached(true);
    // Both tell what they let through meanwhile.
    assertThat(passed(two, TEN, 9)).isEqualTo(4);
    assertThat(passed(one, TEN, 1)).isZero();
    store.letPass(MINUTE);
    assertThat(passed(one, TEN, 11)).isEqualTo(10);
  }

  @Test
  void withoutTheStoreWindowsBeginAndEndAllTheSame() {
    store.setReached(false);
    for (int window = 0; window < 3; window++) {
      assertThat(passed(one, TEN, 20)).isEqualTo(10);
      store.letPass(MINUTE);
    }
    assertThat(passed(one, TEN, 4)).isEqualTo(4);
    assertThat(passed(one, new RateLimit(6, MINUTE), 4)).isEqualTo(2);
    assertThat(passed(one, new RateLimit(2, MINUTE), 4)).isZero();
    store.setReached(true);
    assertThat(passed(one, TEN, 9)).isEqualTo(4);
  }

  @Test
  void aStoreThatFailsKeepsNobodyWaiting() {
    assertThat(passed(one, TEN, 3)).isEqualTo(3);
    store.setFailing(true);
    assertThat(passed(one, TEN, 9)).isEqualTo(7);
    assertThat(passed(two, TEN, 20)).isEqualTo(10);
    store.setFailing(false);
    store.letPass(MINUTE);
    assertThat(passed(one, TEN, 5) + passed(two, TEN, 9)).isEqualTo(10);
  }

  @Test
  void aStoreThatFailsIsLeftAloneForASecond() {
    store.setFailing(true);
    assertThat(passed(one, THOUSAND, 50)).isEqualTo(50);
    assertThat(store.failures()).isEqualTo(1);
    store.letPass(Duration.ofSeconds(1));
    assertThat(passed(one, THOUSAND, 50)).isEqualTo(50);
    assertThat(store.failures()).isEqualTo(2);
    store.setFailing(false);
    store.letPass(Duration.ofSeconds(1));
    assertThat(one.take(KEY, THOUSAND).remaining())
        .as("what passed meanwhile is told")
        .isEqualTo(THOUSAND.requests() - 101);
  }

  @Test
  void whateverTheStoreMeetsNobodyWaitsForEver() throws Exception {
    store.setBroken(true);
    assertThat(inTheEnd(asked(one, TEN)).isPassed()).isTrue();
    store.setBroken(false);
    store.letPass(Duration.ofSeconds(1));
    assertThat(inTheEnd(asked(one, TEN)).remaining()).isEqualTo(8);
  }

  @Test
  void sweepingForgetsTheWindowsThatAreOver() {
    assertThat(passed(one, TEN, 1)).isOne();
    one.sweep();
    assertThat(one.size()).isOne();
    assertThat(store.size()).isOne();
    store.letPass(MINUTE);
    one.sweep();
    assertThat(one.size()).isZero();
    assertThat(store.size()).isZero();
  }
}
