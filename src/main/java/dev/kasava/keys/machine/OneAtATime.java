package dev.kasava.keys.machine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Keeps the threads of all processes of a person out of each other's way, by a lock file. */
public final class OneAtATime {
  /** What is done alone. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /** File locks belong to a process, so its threads need some of their own. */
  private static final ConcurrentMap<Path, Lock> OURS = new ConcurrentHashMap<>();

  private OneAtATime() {}

  /**
   * Waits for the turn, and works.
   *
   * @param folder in which the lock file lies; made when it is missing
   * @throws IOException when there can be no such file
   */
  public static <T, E extends Exception> T run(Path folder, String file, Work<T, E> work)
      throws IOException, E {
    Path path = folder.toAbsolutePath().resolve(file);
    Lock ours = OURS.computeIfAbsent(path, same -> new ReentrantLock());
    ours.lock();
    try {
      PrivateFiles.makeFolder(folder);
      try (FileChannel channel =
              FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        return work.run();
      }
    } finally {
      ours.unlock();
    }
  }
}
