package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets the writers of all processes take turns. SQLite's own lock keeps them apart, but whoever
 * waits for it sleeps up to a tenth of a second between looks, in native code, so that a busy
 * process starves the others and its waiting threads hold up all virtual ones.
 *
 * <p>Two bytes of a file are locked: the turn, and a gate before it. The process that is next holds
 * the gate while it waits for the turn, so the one that had the turn cannot take it again before.
 * Only fairness rests on this, so where a file system has no locks nothing is lost but that.
 * Thread-safe.
 */
final class WriterTurns implements AutoCloseable {
  private static final long GATE = 0;
  private static final long TURN = 1;
  private static final long LOOK_NANOS = 250_000;

  /** A writer's turn; closing it lets the next one in. */
  final class Turn implements AutoCloseable {
    private final @Nullable FileLock lock;

    private Turn(@Nullable FileLock lock) {
      this.lock = lock;
    }

    @Override
    public void close() {
      try {
        release(lock);
      } finally {
        inProcess.unlock();
      }
    }
  }

  private final ReentrantLock inProcess = new ReentrantLock(true);
  private final FileChannel channel;
  private final long mostNanos;

  /**
   * @param mostMillis how long a writer waits before it gives up
   */
  WriterTurns(Path file, long mostMillis) throws IOException {
    this.channel = OwnFiles.open(file);
    this.mostNanos = TimeUnit.MILLISECONDS.toNanos(mostMillis);
  }

  /**
   * Waits for the turn of the calling thread.
   *
   * @throws StoreException when others keep it for too long
   */
  Turn take() {
    long deadline = System.nanoTime() + mostNanos;
    enterProcessQueue();
    try {
      FileLock gate = lock(GATE, deadline);
      try {
        return new Turn(lock(TURN, deadline));
      } finally {
        release(gate);
      }
    } catch (RuntimeException | Error e) {
      inProcess.unlock();
      throw e;
    }
  }

  private void enterProcessQueue() {
    boolean entered = false;
    boolean interrupted = false;
    long deadline = System.nanoTime() + mostNanos;
    while (!entered) {
      try {
        if (!inProcess.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          throw tooLong();
        }
        entered = true;
      } catch (InterruptedException e) {
        // A write is not given up halfway; whoever interrupted finds the flag set afterwards.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private @Nullable FileLock lock(long position, long deadline) {
    try {
      while (true) {
        FileLock lock = tryLock(position);
        if (lock != null) {
          return lock;
        }
        if (System.nanoTime() - deadline > 0) {
          throw tooLong();
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable FileLock tryLock(long position) throws IOException {
    try {
      return channel.tryLock(position, 1, false);
    } catch (OverlappingFileLockException e) {
      // Somebody else in this process has the same database open.
      return null;
    }
  }

  private static void release(@Nullable FileLock lock) {
    try {
      if (lock != null) {
        lock.release();
      }
    } catch (IOException e) {
      // The channel was closed, and with it the lock.
    }
  }

  private static StoreException tooLong() {
    return new StoreException(
        "The database is locked by another program for too long. Close that program.");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }
}
