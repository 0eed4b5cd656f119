package dev.kasava.keys.leak.guard;

import dev.kasava.keys.leak.Leak;
import dev.kasava.keys.leak.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Files as commands name them, and whether a genuine key stands in one. */
final class KeyFiles {
  private static final long LARGEST = 1 << 16;

  private KeyFiles() {}

  /** A file that is there by this path, or those that fit it as a pattern. */
  static Stream<Path> named(Path path) {
    if (Files.isRegularFile(path)) {
      return Stream.of(path);
    }
    Path folder = path.getParent();
    Path last = path.getFileName();
    return folder != null && last != null && isPattern(last)
        ? list(folder, last.toString())
        : Stream.empty();
  }

  private static boolean isPattern(Path name) {
    return name.toString().chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
  }

  /** What is in a folder by names that fit a pattern. */
  static Stream<Path> list(Path folder, String pattern) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
      entries.forEach(files::add);
    } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
      return Stream.empty();
    }
    return files.stream();
  }

  /** Larger files are not looked into. */
  static boolean holdsKey(Path file) {
    List<Leak> leaks = new ArrayList<>();
    try {
      if (Files.isRegularFile(file) && Files.size(file) <= LARGEST) {
        try (InputStream in = Files.newInputStream(file)) {
          Reading.all("", in, leaks::add);
        }
      }
    } catch (IOException e) {
      return false;
    }
    return !leaks.isEmpty();
  }
}
