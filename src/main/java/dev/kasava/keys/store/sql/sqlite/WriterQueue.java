package dev.kasava.keys.store.sql.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where writers wait for their turn: those of this process in the order they came, those of other
 * processes for a lock of the operating system, which wakes them. SQLite's own lock is polled with
 * growing pauses, so that under load some would wait for seconds while others pass. Thread-safe.
 *
 * <p>It is a courtesy: what keeps writers apart is still SQLite's lock.
 */
final class WriterQueue implements AutoCloseable {
  /** By file: the operating system's locks are held by whole processes and refuse the rest. */
  private static final ConcurrentMap<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();

  private final ReentrantLock inProcess;
  private final FileChannel channel;

  WriterQueue(Path file) throws IOException {
    this.inProcess =
        IN_PROCESS.computeIfAbsent(
            file.toAbsolutePath().normalize(), path -> new ReentrantLock(true));
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  /** A turn, which ends when it is closed. */
  final class Turn implements AutoCloseable {
    private final FileLock lock;

    private Turn(FileLock lock) {
      this.lock = lock;
    }

    @Override
    public void close() throws IOException {
      try {
        lock.release();
      } finally {
        inProcess.unlock();
      }
    }
  }

  /** Waits for a turn. */
  Turn take() throws IOException {
    inProcess.lock();
    try {
      return new Turn(channel.lock());
    } catch (IOException | RuntimeException e) {
      inProcess.unlock();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
