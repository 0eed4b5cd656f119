package dev.kasava.keys.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file of a leaf, and what its name says. */
record LeafFile(Path path, String journal, int volume, int number) {
  private static final Pattern NAME = Pattern.compile("([0-9a-f-]{36})\\.(\\d{1,9})\\.(\\d{1,9})");

  /** In the order in which they were written. */
  private static final Comparator<LeafFile> ORDER =
      Comparator.comparingInt(LeafFile::volume).thenComparingInt(LeafFile::number);

  static LeafFile of(Path folder, String journal, int volume, int number) {
    return new LeafFile(
        folder.resolve(journal + "." + volume + "." + number), journal, volume, number);
  }

  /** Those of all journals, in the order in which each was written. */
  static List<LeafFile> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(LeafFile::of).flatMap(Optional::stream).sorted(ORDER).toList();
    }
  }

  /** Empty when it is some other file. */
  static Optional<LeafFile> of(Path path) {
    Matcher name = NAME.matcher(path.getFileName().toString());
    return name.matches()
        ? Optional.of(
            new LeafFile(
                path,
                name.group(1),
                Integer.parseInt(name.group(2)),
                Integer.parseInt(name.group(3))))
        : Optional.empty();
  }

  /** What the process of a journal holds locked while it lives. */
  static Path lock(Path folder, String journal) {
    return folder.resolve(journal + ".lock");
  }
}
