package dev.kasava.keys.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** A client's configuration as it was before us, beside it. */
final class Backup {
  private static final String SUFFIX = ".before-kasava";

  private final Path path;

  Backup(Path config) {
    this.path = config.resolveSibling(config.getFileName() + SUFFIX);
  }

  Path path() {
    return path;
  }

  boolean exists() {
    return Files.exists(path);
  }

  /**
   * Keeps a file as it is now, in place of what was kept before.
   *
   * @throws IOException when it cannot
   */
  void keep(Path config) throws IOException {
    Files.copy(
        config, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  /** What was kept; empty where nothing was, or nothing that is text. */
  Optional<String> text() {
    try {
      return exists() ? Optional.of(Files.readString(path)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Drops what was kept, if that is what the file holds again. */
  void dropIfSame(String now) {
    try {
      if (exists() && new String(Files.readAllBytes(path), StandardCharsets.UTF_8).equals(now)) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // It does no harm to leave it.
    }
  }
}
