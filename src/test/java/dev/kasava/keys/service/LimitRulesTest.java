package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may set which limit, and what becomes of it. */
final class LimitRulesTest extends VerbTest {
  private static final RateLimit TEN = new RateLimit(10, Duration.ofMinutes(1));
  private static final RateLimit NINE = new RateLimit(9, Duration.ofMinutes(1));
  private static final RateLimit ELEVEN = new RateLimit(11, Duration.ofMinutes(1));

  private Outcome<Issue> create(Caller caller, String name, @Nullable RateLimit limit) {
    return verbs
        .create()
        .create(
            caller,
            new CreateKey.Request(
                name, null, List.of("keys:read", "keys:write"), true, limit, null));
  }

  private Issue.Claimed made(String name, @Nullable RateLimit limit) {
    return (Issue.Claimed) done(create(operator, name, limit));
  }

  private Caller callerWith(RateLimit limit) {
    return test.caller(made("Caller " + limit, limit).secret());
  }

  private Outcome<ApiKey> set(Caller caller, KeyId id, @Nullable RateLimit limit) {
    return verbs
        .update()
        .update(
            caller,
            id,
            new UpdateKey.Request(
                null,
                new UpdateKey.Expiry.Unchanged(),
                limit == null ? new UpdateKey.Limit.None() : new UpdateKey.Limit.To(limit)))
        .map(summary -> summary.key());
  }

  private void isTooWide(Outcome<?> outcome) {
    isRefused(outcome, "wider_than_caller", "10 requests in 60 seconds");
  }

  @Test
  void aLimitedCallerMakesKeysWithinTheirLimit() {
    Caller caller = callerWith(TEN);
    assertThat(done(create(caller, "Tighter", NINE)).key().key().rateLimit()).isEqualTo(NINE);
    assertThat(done(create(caller, "Same", TEN)).key().key().rateLimit()).isEqualTo(TEN);
    isTooWide(create(caller, "Looser", ELEVEN));
  }

  @Test
  void aKeyMadeWithoutAWordHasTheLimitOfItsMaker() {
    assertThat(done(create(callerWith(TEN), "Child", null)).key().key().rateLimit()).isEqualTo(TEN);
    assertThat(made("Free", null).key().key().rateLimit()).isNull();
  }

  @Test
  void aLimitedCallerLiftsNoLimitBeyondTheirOwn() {
    Issue.Claimed own = made("Own", TEN);
    KeyId id = own.key().key().id();
    Caller caller = test.caller(own.secret());
    isTooWide(set(caller, id, null));
    isTooWide(set(caller, id, ELEVEN));
    assertThat(read(id).rateLimit()).isEqualTo(TEN);
    assertThat(done(set(caller, id, NINE)).rateLimit()).isEqualTo(NINE);
    KeyId other = made("Other", new RateLimit(1, Duration.ofHours(1))).key().key().id();
    assertThat(done(set(callerWith(TEN), other, TEN)).rateLimit()).isEqualTo(TEN);
  }

  /** A secret of a key that is good for more would be a way around the caller's own limit. */
  @Test
  void aLimitedCallerGetsNoSecretOfAKeyThatIsGoodForMore() {
    Caller caller = callerWith(TEN);
    KeyId free = made("Free", null).key().key().id();
    isTooWide(
        verbs
            .regenerate()
            .regenerate(caller, free, new RegenerateKey.Request(0, true, null, false, false)));
    KeyId waiting = pending("Waiting", null).id();
    isTooWide(verbs.claim().claim(caller, waiting));
    done(set(operator, waiting, NINE));
    assertThat(done(verbs.claim().claim(caller, waiting)).key().key().rateLimit()).isEqualTo(NINE);
  }

  @Test
  void aRegeneratedKeyKeepsItsLimit() {
    KeyId id = made("CI", TEN).key().key().id();
    assertThat(regenerated(id, 60).key().key().rateLimit()).isEqualTo(TEN);
    assertThat(read(id).rateLimit()).isEqualTo(TEN);
  }

  @Test
  void aPendingKeyIsAnsweredAgainOnlyWithTheSameLimit() {
    CreateKey.Request request =
        new CreateKey.Request("Waiting", null, List.of("keys:read"), false, TEN, null);
    KeyId id = done(verbs.create().create(operator, request)).key().key().id();
    assertThat(done(verbs.create().create(operator, request)).key().key().id()).isEqualTo(id);
    isRefused(
        verbs
            .create()
            .create(
                operator,
                new CreateKey.Request("Waiting", null, List.of("keys:read"), true, ELEVEN, null)),
        "conflict",
        "another limit");
  }
}
