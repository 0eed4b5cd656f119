package dev.kasava.keys.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * The times of the program's jars. The JVM takes an AOT cache only while each jar has the time that
 * it had when the cache was made, and whoever copies an installation, as clients do with plugins,
 * gives them new ones. So they all have the same, which can be given to them again.
 */
public final class JarTimes {
  /** 2026-01-01T00:00:00Z: even seconds, as zip files keep no others. */
  private static final FileTime TIME = FileTime.from(1_767_225_600, TimeUnit.SECONDS);

  private JarTimes() {}

  /**
   * Gives all jars in the folder {@code lib} of a folder, then those in itself, their time.
   *
   * @throws UncheckedIOException when that cannot be done
   */
  public static void set(Path folder) {
    setIn(folder.resolve("lib"));
    setIn(folder);
  }

  /**
   * Sees to it that the next start can use the caches, if there are any; where nothing can be
   * changed, that start is a slower one.
   *
   * @param jar the program's own
   */
  static void mend(Path jar) {
    Path folder = jar.getParent();
    if (folder == null || !Files.exists(folder.resolve("command.aot"))) {
      return;
    }
    try {
      if (!Files.getLastModifiedTime(jar).equals(TIME)) {
        set(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      // An installation that belongs to somebody else.
    }
  }

  private static void setIn(Path folder) {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : jars) {
        Files.setLastModifiedTime(jar, TIME);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
