package dev.kasava.keys.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How much is noted for a caller in an hour. */
final class NoteQuotaTest {
  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private final NoteQuota quota = new NoteQuota(clock);

  private void takeAll() {
    for (int i = 0; i < NoteQuota.MOST; i++) {
      assertThat(quota.take("ends of me")).isTrue();
    }
  }

  @Test
  void soManyAreNotedInAnHour() {
    takeAll();

    assertThat(quota.take("ends of me")).isFalse();
    clock.advance(Duration.ofHours(1).minusMillis(1));
    assertThat(quota.take("ends of me")).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(quota.take("ends of me")).isTrue();
  }

  @Test
  void othersAndOtherThingsAreCountedApart() {
    takeAll();

    assertThat(quota.take("ends of you")).isTrue();
    assertThat(quota.take("others of me")).isTrue();
  }

  @Test
  void whoeverIsRefusedHearsWhenToComeBack() {
    takeAll();

    clock.advance(Duration.ofMinutes(59));
    assertThat(quota.secondsLeft()).isEqualTo(60);
    clock.advance(Duration.ofSeconds(60));
    assertThat(quota.secondsLeft()).isEqualTo(1);
  }
}
