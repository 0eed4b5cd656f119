package dev.kasava.keys.usage;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.UsageStore.Batch;
import dev.kasava.keys.store.UsageStore.Tally;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the leaves of this process's journal lie: one file each, under the journal's name, the
 * volume's number and the leaf's. While the process lives it holds a lock on a file of the
 * journal's name. For one thread at a time, but for {@link #leaf}.
 */
final class Shelf {
  private static final Logger log = LoggerFactory.getLogger(Shelf.class);

  /** Those of this process, as locks do not tell its own from each other. */
  static final Set<String> OURS = ConcurrentHashMap.newKeySet();

  private final @Nullable Path folder;
  private final String journal = UUID.randomUUID().toString();
  private @Nullable FileChannel lock;
  private final Set<LeftJournal> unreadable = new HashSet<>();
  private boolean isComplaining;

  private Shelf(@Nullable Path folder) {
    this.folder = folder;
  }

  static Shelf in(Path folder) {
    return new Shelf(folder);
  }

  static Shelf inMemory() {
    return new Shelf(null);
  }

  /** The name of the journal, which no other has. */
  String journal() {
    return journal;
  }

  Batch batch(int volume, List<Tally> tallies) {
    return new Batch(journal, volume, tallies);
  }

  /** A new leaf; in memory when there can be no file. */
  synchronized Leaf leaf(int volume, int number) {
    if (folder == null) {
      return Leaf.inMemory();
    }
    try {
      takeLock(folder);
      return leaf(LeafFile.of(folder, journal, volume, number).path());
    } catch (IOException e) {
      if (!isComplaining) {
        isComplaining = true;
        log.warn(
            "Usage cannot be written to {}, and would be lost with this process: {}",
            folder,
            e.toString());
      }
      return Leaf.inMemory();
    }
  }

  /** Locked before there is any leaf, so that nobody takes those for a dead process's. */
  private void takeLock(Path at) throws IOException {
    if (lock == null) {
      PrivateFiles.makeFolder(at);
      OURS.add(journal);
      lock = locked(LeafFile.lock(at, journal));
    }
  }

  /** Where it cannot be locked, nothing is left that would be in the way of the next attempt. */
  private static FileChannel locked(Path file) throws IOException {
    FileChannel channel = open(file);
    try {
      channel.lock();
      return channel;
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        PrivateFiles.attributes(PrivateFiles.FILE));
  }

  /** Written through before it is mapped: a page that a full disk has no room for cannot be. */
  @SuppressWarnings("MustBeClosedChecker") // the leaf closes it
  private static Leaf leaf(Path file) throws IOException {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = open(file)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Leaf.SIZE).put(Leaf.head()).rewind();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return new Leaf(
          arena, channel.map(FileChannel.MapMode.READ_WRITE, 0, Leaf.SIZE, arena), file);
    } catch (IOException e) {
      arena.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** Hands over what dead processes left behind. */
  void handOverLeft(UsageStore store) {
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    try {
      for (LeftJournal left : LeftJournal.in(folder)) {
        if (!unreadable.contains(left)) {
          handOver(left, store);
        }
      }
    } catch (IOException e) {
      log.warn("What was counted before cannot be read from {}: {}", folder, e.toString());
    }
  }

  private void handOver(LeftJournal left, UsageStore store) {
    try {
      left.handOver(store);
    } catch (IOException e) {
      unreadable.add(left);
      log.error("Usage that was counted before cannot be read: {}", e.toString());
    }
  }

  /** Gives the lock free: what still lies there is for others to hand over. */
  synchronized void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        log.warn("The journal {} cannot be closed: {}", journal, e.toString());
      }
      lock = null;
      OURS.remove(journal);
    }
  }

  /**
   * Whether no leaf of this journal lies there any more, not even after a loss of power. One that
   * does is for the next process, and the store has to know then that it has it.
   */
  synchronized boolean isCleared() {
    if (folder == null || lock == null) {
      return true;
    }
    try {
      PrivateFiles.syncFolder(LeafFile.lock(folder, journal));
      return LeafFile.in(folder).stream().noneMatch(leaf -> leaf.journal().equals(journal));
    } catch (IOException e) {
      log.warn("What is left of the journal {} cannot be told: {}", journal, e.toString());
      return false;
    }
  }

  /** Likewise, where nothing lies there any more. */
  synchronized void end() {
    try {
      if (folder != null && lock != null) {
        Files.deleteIfExists(LeafFile.lock(folder, journal));
      }
    } catch (IOException e) {
      log.warn("The lock of the journal {} cannot be deleted: {}", journal, e.toString());
    } finally {
      close();
    }
  }
}
