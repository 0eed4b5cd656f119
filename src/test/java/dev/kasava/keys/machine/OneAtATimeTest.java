package dev.kasava.keys.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OneAtATimeTest {
  private static final String LOCK = "lock";

  @TempDir private Path folder;

  @Test
  void threadsTakeTurns() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Future<Integer>> all = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 64; i++) {
        all.add(
            threads.submit(
                () ->
                    OneAtATime.run(
                        folder,
                        LOCK,
                        () -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          return inside.decrementAndGet();
                        })));
      }
    }
    for (Future<Integer> one : all) {
      assertThat(one.get()).isZero();
    }
    assertThat(most).hasValue(1);
  }

  /** Which other processes see. */
  @Test
  void theFileIsLockedMeanwhileAndFreeAfterwards() throws Exception {
    Path deep = folder.resolve("made/anew");
    boolean lockable = OneAtATime.run(deep, LOCK, () -> isLockable(deep.resolve(LOCK)));
    assertThat(lockable).isFalse();
    assertThat(isLockable(deep.resolve(LOCK))).isTrue();
  }

  private static boolean isLockable(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Test
  void whatFailsGivesTheTurnOn() throws Exception {
    assertThatThrownBy(
            () ->
                OneAtATime.run(
                    folder,
                    LOCK,
                    () -> {
                      throw new IllegalStateException("as if");
                    }))
        .hasMessage("as if");
    try (var thread = Executors.newSingleThreadExecutor()) {
      assertThat(thread.submit(() -> OneAtATime.run(folder, LOCK, () -> "next")).get())
          .isEqualTo("next");
    }
  }

  @Test
  void whereNoFileCanBeNothingIsDone() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(() -> OneAtATime.run(file, LOCK, done::incrementAndGet))
        .isInstanceOf(IOException.class);
    assertThat(done).hasValue(0);
  }
}
