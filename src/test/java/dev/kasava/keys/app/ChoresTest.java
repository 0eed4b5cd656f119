package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.LogTap;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ChoresTest {
  private final CountDownLatch done = new CountDownLatch(1);

  /** An outage of an hour would fill the log otherwise. */
  @Test
  void aFailureThatGoesOnIsToldOnce() throws InterruptedException {
    Iterator<String> failures =
        List.of("away", "away", "away", "full", "as if", "", "", "full").iterator();
    try (LogTap log = LogTap.open();
        Chores chores = new Chores()) {
      chores.every(1, "tidying", () -> fail(failures));
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      chores.close();
      assertThat(log.heard().lines().map(line -> line.replaceFirst(".* - ", "")))
          .containsExactly(
              "Failed at tidying: away",
              "Failed at tidying: full",
              "Failed at tidying: java.lang.OutOfMemoryError: as if",
              "No longer failing at tidying.",
              "Failed at tidying: full",
              "No longer failing at tidying.");
    }
  }

  private void fail(Iterator<String> failures) {
    if (done.getCount() == 0) {
      return;
    }
    if (!failures.hasNext()) {
      done.countDown();
      return;
    }
    String failure = failures.next();
    if (failure.equals("as if")) {
      throw new OutOfMemoryError(failure);
    }
    if (!failure.isEmpty()) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void aChoreInPiecesGoesOnUntilThereIsNoMore() throws InterruptedException {
    AtomicInteger pieces = new AtomicInteger();
    try (Chores chores = new Chores()) {
      chores.inPieces(
          "sorting",
          () -> {
            boolean isMore = pieces.incrementAndGet() < 5;
            if (!isMore) {
              done.countDown();
            }
            return isMore;
          });
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(pieces).hasValue(5);
  }

  @Test
  void aPieceThatFailsIsTheLast() throws InterruptedException {
    AtomicInteger pieces = new AtomicInteger();
    try (LogTap log = LogTap.open()) {
      try (Chores chores = new Chores()) {
        chores.inPieces(
            "sorting",
            () -> {
              pieces.incrementAndGet();
              done.countDown();
              throw new IllegalStateException("torn");
            });
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(log.heard()).contains("Ended sorting: java.lang.IllegalStateException: torn");
    }
    assertThat(pieces).hasValue(1);
  }
}
