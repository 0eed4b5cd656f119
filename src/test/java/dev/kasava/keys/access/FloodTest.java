package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Many within a second are a flood, and only within that second. */
final class FloodTest {
  private static final Instant SECOND = Instant.parse("2026-11-23T12:00:00Z");

  private final SetClock clock = new SetClock(SECOND);

  private static void note(Flood flood, int times) {
    for (int i = 0; i < times; i++) {
      flood.note();
    }
  }

  @Test
  void itBeginsWithTheLastOfSoMany() {
    Flood flood = new Flood(clock, 3);
    assertThat(flood.isOn()).isFalse();
    note(flood, 2);
    assertThat(flood.isOn()).isFalse();
    note(flood, 1);
    assertThat(flood.isOn()).isTrue();
    note(flood, 1);
    assertThat(flood.isOn()).isTrue();
  }

  @Test
  void itEndsWithItsSecondAndTheNextBeginsAnew() {
    Flood flood = new Flood(clock, 3);
    note(flood, 3);
    clock.set(SECOND.plusMillis(999));
    assertThat(flood.isOn()).isTrue();
    clock.set(SECOND.plusMillis(1_000));
    assertThat(flood.isOn()).isFalse();
    note(flood, 2);
    assertThat(flood.isOn()).isFalse();
    note(flood, 1);
    assertThat(flood.isOn()).isTrue();
  }

  @Test
  void moreThanCanBeCountedAreStillOne() {
    Flood flood = new Flood(clock, 65_535);
    note(flood, 65_534);
    assertThat(flood.isOn()).isFalse();
    note(flood, 5);
    assertThat(flood.isOn()).isTrue();
    clock.set(SECOND.plusSeconds(1));
    assertThat(flood.isOn()).isFalse();
  }
}
