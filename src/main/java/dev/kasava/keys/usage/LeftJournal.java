package dev.kasava.keys.usage;

import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.store.UsageStore.Batch;
import dev.kasava.keys.store.UsageStore.Tally;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal of another process, which may be dead. */
record LeftJournal(Path folder, String name) {
  private static final Logger log = LoggerFactory.getLogger(LeftJournal.class);

  /** Those that there are, but for this process's own. */
  static List<LeftJournal> in(Path folder) throws IOException {
    return LeafFile.in(folder).stream()
        .map(LeafFile::journal)
        .filter(journal -> !Shelf.OURS.contains(journal))
        .distinct()
        .map(journal -> new LeftJournal(folder, journal))
        .toList();
  }

  /** Hands it over and deletes it, unless its process lives or another one is at it. */
  void handOver(UsageStore store) throws IOException {
    Path lockFile = LeafFile.lock(folder, name);
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        handOverLocked(store);
        Files.deleteIfExists(lockFile);
        // Else files that a loss of power brings back would be counted once more.
        PrivateFiles.syncFolder(lockFile);
        store.end(name);
      }
    }
  }

  private void handOverLocked(UsageStore store) throws IOException {
    Map<Integer, List<LeafFile>> volumes =
        LeafFile.in(folder).stream()
            .filter(leaf -> leaf.journal().equals(name))
            .collect(Collectors.groupingBy(LeafFile::volume, TreeMap::new, Collectors.toList()));
    for (Map.Entry<Integer, List<LeafFile>> volume : volumes.entrySet()) {
      List<Tally> tallies = new ArrayList<>();
      Map<LeafFile, Integer> damaged = new LinkedHashMap<>();
      for (LeafFile leaf : volume.getValue()) {
        Leaf.Reading reading = read(leaf);
        tallies.addAll(reading.tallies());
        if (reading.unreadable() > 0) {
          damaged.put(leaf, reading.unreadable());
        }
      }
      store.add(new Batch(name, volume.getKey(), tallies));
      for (LeafFile leaf : volume.getValue()) {
        if (damaged.containsKey(leaf)) {
          putAside(leaf, damaged.get(leaf));
        } else {
          Files.deleteIfExists(leaf.path());
        }
      }
    }
  }

  private static void putAside(LeafFile leaf, int unreadable) throws IOException {
    Path aside = leaf.path().resolveSibling(leaf.path().getFileName() + ".damaged");
    Files.move(leaf.path(), aside, StandardCopyOption.REPLACE_EXISTING);
    log.error(
        "Lines of usage that cannot be read: {}. They are kept in {}; a loss of power may leave"
            + " some like that. All else that was counted there reaches the database.",
        unreadable,
        aside);
  }

  private static Leaf.Reading read(LeafFile leaf) throws IOException {
    try (FileChannel channel = FileChannel.open(leaf.path(), StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      if (channel.size() < Leaf.SIZE) {
        // Its process died while it made it, before anything was counted there.
        return new Leaf.Reading(List.of(), 0);
      }
      Leaf memory =
          new Leaf(arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, Leaf.SIZE, arena), null);
      return memory
          .read()
          .orElseThrow(
              () -> new IOException("Another release wrote the file " + leaf.path() + "."));
    }
  }
}
