package dev.kasava.keys.app;

import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The use of a data folder: many share it, but whoever exchanges what is in it has it alone. The
 * system's lock on a file keeps processes apart, and ends with them. Thread-safe.
 */
final class FolderUse implements AutoCloseable {
  private static final Map<Path, Held> HELD = new HashMap<>();

  /** What this process holds of one folder, however many of its parts use that. */
  private static final class Held {
    final @Nullable FileChannel channel;
    final boolean isAlone;
    int users = 1;

    Held(@Nullable FileChannel channel, boolean isAlone) {
      this.channel = channel;
      this.isAlone = isAlone;
    }
  }

  private final Path file;
  private boolean isClosed;

  private FolderUse(Path file) {
    this.file = file;
  }

  /**
   * Uses a folder beside others.
   *
   * @throws DataFolderException while somebody has it alone
   */
  static FolderUse share(DataFolder folder) {
    synchronized (HELD) {
      Path file = folder.use();
      Held held = HELD.get(file);
      if (held != null) {
        if (held.isAlone) {
          throw exchanged(folder);
        }
        held.users++;
      } else {
        HELD.put(file, new Held(lock(folder, false), false));
      }
      return new FolderUse(file);
    }
  }

  /**
   * Has a folder alone.
   *
   * @throws DataFolderException while others use it
   */
  static FolderUse alone(DataFolder folder) {
    synchronized (HELD) {
      Path file = folder.use();
      if (HELD.containsKey(file)) {
        throw used(folder);
      }
      HELD.put(file, new Held(lock(folder, true), true));
      return new FolderUse(file);
    }
  }

  private static @Nullable FileChannel lock(DataFolder folder, boolean isAlone) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              folder.use(),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PrivateFiles.attributes(PrivateFiles.FILE));
      FileLock lock = channel.tryLock(0, Long.MAX_VALUE, !isAlone);
      if (lock == null) {
        channel.close();
        throw isAlone ? used(folder) : exchanged(folder);
      }
      return channel;
    } catch (IOException e) {
      release(channel);
      if (isAlone) {
        throw new DataFolderException(
            "The data folder "
                + folder.path()
                + " cannot be locked. Check its owner and mode, and that its disk is a local one.");
      }
      // Nobody can have it alone then.
      return null;
    }
  }

  private static DataFolderException used(DataFolder folder) {
    return new DataFolderException(
        "A server or another command uses the data folder "
            + folder.path()
            + ". Stop it (\"kasava serve\", and \"kasava mcp\" in AI clients), then try again.");
  }

  private static DataFolderException exchanged(DataFolder folder) {
    return new DataFolderException(
        "The data folder "
            + folder.path()
            + " is just being restored or moved. Try again when that is over.");
  }

  @Override
  public void close() {
    synchronized (HELD) {
      Held held = HELD.get(file);
      if (isClosed || held == null) {
        return;
      }
      isClosed = true;
      held.users--;
      if (held.users == 0) {
        HELD.remove(file);
        release(held.channel);
      }
    }
  }

  private static void release(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The lock ends with the process then.
    }
  }
}
