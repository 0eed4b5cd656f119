package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SparingTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50);
  private long takes;
  private int done;
  private final Sparing work =
      new Sparing(
          () -> {
            done++;
            nanos.addAndGet(takes);
          },
          nanos::get);

  private int doneAfter(long rest) {
    nanos.addAndGet(rest);
    work.run();
    return done;
  }

  @Test
  void takesAHundredthOfTheTime() {
    takes = 10;
    assertThat(doneAfter(0)).isEqualTo(1);
    assertThat(doneAfter(0)).isEqualTo(1);
    assertThat(doneAfter(989)).isEqualTo(1);
    assertThat(doneAfter(1)).isEqualTo(2);
    assertThat(doneAfter(989)).isEqualTo(2);
    takes = 0;
    assertThat(doneAfter(1)).isEqualTo(3);
    assertThat(doneAfter(0)).isEqualTo(4);
  }

  @Test
  void restsNoLongerThanOthersCanWait() {
    takes = Sparing.LONGEST_REST.toNanos();
    assertThat(doneAfter(0)).isEqualTo(1);
    assertThat(doneAfter(Sparing.LONGEST_REST.toNanos() - 1)).isEqualTo(1);
    assertThat(doneAfter(1)).isEqualTo(2);
  }

  @Test
  void doesAgainWhatFailed() {
    Sparing failing =
        new Sparing(
            () -> {
              done++;
              nanos.addAndGet(10);
              throw new IllegalStateException("no");
            },
            nanos::get);
    assertThatThrownBy(failing::run).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(failing::run).isInstanceOf(IllegalStateException.class);
    assertThat(done).isEqualTo(2);
  }
}
