package dev.kasava.keys.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Counted;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.TokenGrant;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.MemoryLimitStore;
import dev.kasava.keys.store.UsageStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final KeyId KEY = KeyId.random(new Random(1));
  private static final KeyId OTHER = KeyId.random(new Random(2));
  private static final OwnerId OWNER = OwnerId.random(new Random(3));
  private static final RateLimit THREE_A_MINUTE = new RateLimit(3, Duration.ofMinutes(1));

  private final SetClock clock = new SetClock(NOW);
  private final List<UsageStore.Tally> tallies = new ArrayList<>();
  private final UsageMeter meter = new UsageMeter(store(), Journal.inMemory(), clock);
  private final Turnstile turnstile = Turnstile.alone(meter, clock);

  /** Takes what is flushed, and can do nothing else. */
  private UsageStore store() {
    return (UsageStore)
        Proxy.newProxyInstance(
            UsageStore.class.getClassLoader(),
            new Class<?>[] {UsageStore.class},
            (self, method, arguments) -> {
              if (method.getName().equals("add")) {
                tallies.addAll(((UsageStore.Batch) arguments[0]).tallies());
              }
              return null;
            });
  }

  private static Verdict accepted(KeyId key, @Nullable RateLimit limit) {
    return new Verdict.Accepted(
        new Grant(key, OWNER, new KeyName("CI"), Scopes.DEFAULT, null, limit, null));
  }

  private static Verdict admitted(@Nullable KeyId key, @Nullable RateLimit limit) {
    return new Verdict.Admitted(
        new TokenGrant(
            "https://issuer", "subject", key, OWNER, Scopes.DEFAULT, NOW.plusSeconds(300), limit));
  }

  private Allowance pass(RateLimit limit) {
    return Objects.requireNonNull(turnstile.pass(accepted(KEY, limit), Client.CURL));
  }

  private long passed(RateLimit limit, int tries) {
    long passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += pass(limit).isPassed() ? 1 : 0;
    }
    return passed;
  }

  private long counted(Counted outcome) {
    meter.flush();
    return tallies.stream()
        .filter(tally -> tally.outcome() == outcome)
        .mapToLong(UsageStore.Tally::requests)
        .sum();
  }

  @Test
  void aKeyWithoutALimitIsCountedAndNoMore() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(turnstile.pass(accepted(KEY, null), Client.CURL)).isNull();
      assertThat(turnstile.pass(admitted(KEY, null), Client.CURL)).isNull();
      assertThat(turnstile.pass(admitted(null, null), Client.CURL)).isNull();
    }
    assertThat(counted(Counted.ACCEPTED)).isEqualTo(2_000);
    assertThat(turnstile.size()).isZero();
  }

  @Test
  void tellsWhatIsLeftAndUntilWhen() {
    assertThat(pass(THREE_A_MINUTE))
        .isEqualTo(new Allowance(KEY, THREE_A_MINUTE, true, 2, Duration.ofMinutes(1)));
    clock.advance(Duration.ofMillis(20_001));
    assertThat(pass(THREE_A_MINUTE))
        .isEqualTo(new Allowance(KEY, THREE_A_MINUTE, true, 1, Duration.ofMillis(39_999)));
    assertThat(pass(THREE_A_MINUTE).resetSeconds()).isEqualTo(40);
    Allowance spent = pass(THREE_A_MINUTE);
    assertThat(spent)
        .isEqualTo(new Allowance(KEY, THREE_A_MINUTE, false, 0, Duration.ofMillis(39_999)));
    assertThat(spent.verdict(accepted(KEY, THREE_A_MINUTE)))
        .isEqualTo(new Verdict.RateLimited(KEY, THREE_A_MINUTE, Duration.ofMillis(39_999)));
    assertThat(counted(Counted.ACCEPTED)).isEqualTo(3);
    assertThat(counted(Counted.RATE_LIMITED)).isOne();
  }

  @Test
  void nothingComesBackBeforeTheWindowIsOverAndAllOfItThen() {
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
    clock.advance(Duration.ofMillis(59_999));
    assertThat(passed(THREE_A_MINUTE, 5)).isZero();
    clock.advance(Duration.ofMillis(1));
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
  }

  /** Otherwise the end of one and the beginning of the next could be as near as one likes. */
  @Test
  void aWindowBeginsWithTheFirstRequestAfterTheOneBefore() {
    assertThat(passed(THREE_A_MINUTE, 1)).isOne();
    clock.advance(Duration.ofSeconds(110));
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
    clock.advance(Duration.ofSeconds(59));
    assertThat(passed(THREE_A_MINUTE, 5)).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
  }

  @Test
  void whoeverKeepsToTheLimitIsNeverRefused() {
    RateLimit limit = new RateLimit(7, Duration.ofSeconds(10));
    Random random = new Random(7);
    List<Instant> sent = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      clock.advance(Duration.ofMillis(random.nextInt(2_500)));
      Instant from = clock.instant().minus(limit.window());
      sent.removeIf(at -> !at.isAfter(from));
      if (sent.size() < limit.requests()) {
        sent.add(clock.instant());
        assertThat(pass(limit).isPassed()).isTrue();
      }
    }
  }

  @Test
  void whatATokenIsUsedForCountsAgainstTheLimitOfItsKey() {
    assertThat(passed(THREE_A_MINUTE, 2)).isEqualTo(2);
    Verdict token = admitted(KEY, THREE_A_MINUTE);
    Allowance third = Objects.requireNonNull(turnstile.pass(token, Client.CURL));
    assertThat(third.isPassed()).isTrue();
    assertThat(third.verdict(token)).isSameAs(token);
    assertThat(Objects.requireNonNull(turnstile.pass(token, Client.CURL)).isPassed()).isFalse();
    assertThat(passed(THREE_A_MINUTE, 1)).isZero();
  }

  @Test
  void keysDoNotUseUpEachOthersAllowance() {
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
    Allowance others =
        Objects.requireNonNull(turnstile.pass(accepted(OTHER, THREE_A_MINUTE), Client.CURL));
    assertThat(others.remaining()).isEqualTo(2);
  }

  @Test
  void whatIsRefusedForAnotherReasonUsesNothingUp() {
    Verdict lacking = new Verdict.MissingScope(KEY, Scope.KEYS_WRITE);
    for (int i = 0; i < 5; i++) {
      assertThat(turnstile.pass(lacking, Client.CURL)).isNull();
    }
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
    assertThat(counted(Counted.MISSING_SCOPE)).isEqualTo(5);
  }

  /** Otherwise whoever may tighten their own limit could use it up again and again. */
  @Test
  void whatWasUsedCountsUnderAChangedLimitToo() {
    assertThat(passed(new RateLimit(10, Duration.ofMinutes(1)), 4)).isEqualTo(4);
    assertThat(passed(new RateLimit(6, Duration.ofMinutes(1)), 9)).isEqualTo(2);
    assertThat(passed(new RateLimit(5, Duration.ofMinutes(1)), 9)).isZero();
    assertThat(passed(new RateLimit(8, Duration.ofHours(1)), 9)).isEqualTo(2);
    clock.advance(Duration.ofMinutes(59));
    assertThat(passed(new RateLimit(8, Duration.ofHours(1)), 9)).isZero();
    clock.advance(Duration.ofMinutes(1));
    assertThat(passed(new RateLimit(8, Duration.ofHours(1)), 9)).isEqualTo(8);
  }

  @Test
  void tighteningAndLooseningForgetsNothing() {
    RateLimit hundred = new RateLimit(100, Duration.ofDays(1));
    assertThat(passed(hundred, 81)).isEqualTo(81);
    assertThat(passed(new RateLimit(1, Duration.ofDays(1)), 3)).isZero();
    assertThat(passed(hundred, 100)).isEqualTo(19);
  }

  /** Else whoever changes limits again and again keeps the key refused. */
  @Test
  void aChangedLimitMakesNobodyWaitForLongerThanAWindow() {
    RateLimit ten = new RateLimit(5, Duration.ofSeconds(10));
    RateLimit eleven = new RateLimit(5, Duration.ofSeconds(11));
    assertThat(passed(ten, 5)).isEqualTo(5);
    clock.advance(Duration.ofSeconds(9));
    assertThat(passed(eleven, 1)).isZero();
    clock.advance(Duration.ofSeconds(2));
    assertThat(passed(ten, 5)).isEqualTo(5);
  }

  @Test
  void aClockThatIsSetBackMakesNobodyWaitForLongerThanAWindow() {
    assertThat(passed(THREE_A_MINUTE, 3)).isEqualTo(3);
    clock.advance(Duration.ofHours(-1));
    assertThat(pass(THREE_A_MINUTE))
        .isEqualTo(new Allowance(KEY, THREE_A_MINUTE, false, 0, Duration.ofMinutes(1)));
    clock.advance(Duration.ofMinutes(1));
    assertThat(passed(THREE_A_MINUTE, 5)).isEqualTo(3);
  }

  @Test
  void anUncountedPassCountsOnlyTheRefused() {
    for (int i = 0; i < 5; i++) {
      Allowance allowance =
          Objects.requireNonNull(turnstile.passUncounted(KEY, THREE_A_MINUTE, Client.CURL));
      assertThat(allowance.isPassed()).isEqualTo(i < 3);
    }
    assertThat(turnstile.passUncounted(KEY, null, Client.CURL)).isNull();
    assertThat(turnstile.passUncounted(null, null, Client.CURL)).isNull();
    assertThat(counted(Counted.ACCEPTED)).isZero();
    assertThat(counted(Counted.RATE_LIMITED)).isEqualTo(2);
  }

  /** Whoever must not wait asks so; what memory cannot tell is neither taken nor counted. */
  @Test
  void atOnceCountsWhatMemoryCanTell() {
    MemoryLimitStore store = new MemoryLimitStore();
    try (Turnstile shared = Turnstile.shared(meter, store, store::nanos)) {
      Verdict limited = accepted(KEY, THREE_A_MINUTE);
      assertThat(shared.passAtOnce(limited, Client.CURL)).isNull();
      assertThat(shared.passUncountedAtOnce(KEY, THREE_A_MINUTE, Client.CURL)).isNull();
      assertThat(counted(Counted.ACCEPTED)).isZero();
      for (int i = 0; i < 3; i++) {
        assertThat(Objects.requireNonNull(shared.pass(limited, Client.CURL)).isPassed()).isTrue();
      }
      assertThat(refusedAtOnce(shared.passAtOnce(limited, Client.CURL))).isTrue();
      assertThat(refusedAtOnce(shared.passUncountedAtOnce(KEY, THREE_A_MINUTE, Client.CURL)))
          .isTrue();
      assertThat(shared.passAtOnce(accepted(OTHER, null), Client.CURL))
          .isEqualTo(new Turnstile.Taken(null));
      assertThat(shared.passUncountedAtOnce(OTHER, null, Client.CURL))
          .isEqualTo(new Turnstile.Taken(null));
    }
    assertThat(counted(Counted.ACCEPTED)).isEqualTo(4);
    assertThat(counted(Counted.RATE_LIMITED)).isEqualTo(2);
  }

  private static boolean refusedAtOnce(Turnstile.@Nullable Taken taken) {
    Allowance allowance = Objects.requireNonNull(Objects.requireNonNull(taken).allowance());
    return !allowance.isPassed();
  }

  @Test
  void byItselfItNeverWaits() {
    Turnstile.Taken taken =
        Objects.requireNonNull(turnstile.passAtOnce(accepted(KEY, THREE_A_MINUTE), Client.CURL));
    assertThat(Objects.requireNonNull(taken.allowance()).remaining()).isEqualTo(2);
  }

  @Test
  void sweepingForgetsTheWindowsThatAreOver() {
    var _ = pass(THREE_A_MINUTE);
    clock.advance(Duration.ofSeconds(30));
    var _ = turnstile.pass(accepted(OTHER, THREE_A_MINUTE), Client.CURL);
    turnstile.sweep();
    assertThat(turnstile.size()).isEqualTo(2);
    clock.advance(Duration.ofSeconds(30));
    turnstile.sweep();
    assertThat(turnstile.size()).isOne();
    clock.advance(Duration.ofSeconds(30));
    turnstile.sweep();
    assertThat(turnstile.size()).isZero();
  }

  @Test
  void noMoreThanTheLimitPassAtOnceHoweverOftenItIsSwept() throws Exception {
    RateLimit limit = new RateLimit(1_000, Duration.ofMinutes(1));
    AtomicBoolean isOver = new AtomicBoolean();
    int threads = 8;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads + 1)) {
      Future<?> sweeper =
          executor.submit(
              () -> {
                while (!isOver.get()) {
                  turnstile.sweep();
                }
              });
      try {
        for (int window = 0; window < 20; window++) {
          CountDownLatch start = new CountDownLatch(1);
          List<Future<Long>> all = new ArrayList<>();
          for (int i = 0; i < threads; i++) {
            all.add(
                executor.submit(
                    () -> {
                      start.await();
                      return passed(limit, 300);
                    }));
          }
          start.countDown();
          long passed = 0;
          for (Future<Long> each : all) {
            passed += each.get();
          }
          assertThat(passed).isEqualTo(1_000);
          clock.advance(Duration.ofMinutes(1));
        }
      } finally {
        isOver.set(true);
      }
      sweeper.get();
    }
  }
}
