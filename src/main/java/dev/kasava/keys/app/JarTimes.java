package dev.kasava.keys.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The times of the program's jars and class archives. The JVM takes an archive only while each jar
 * has the time that it had when the archive was made, and whoever copies an installation, as
 * clients do with plugins, gives them new ones. So they all have the same, which can be given to
 * them again. A cache that is newer than the jars was touched since, and the launcher has the JVM
 * check it at each start, which takes as long as all the rest (decision 17).
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
   * Gives a cache that was just made its time, and notes a checksum of it beside it.
   *
   * @throws UncheckedIOException when that cannot be done
   */
  public static void seal(Path cache) {
    try {
      Files.writeString(checksumFile(cache), checksum(cache));
      Files.setLastModifiedTime(cache, TIME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path checksumFile(Path cache) {
    return cache.resolveSibling(cache.getFileName() + ".crc32");
  }

  private static String checksum(Path cache) throws IOException {
    CRC32 checksum = new CRC32();
    try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(cache), checksum)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Long.toHexString(checksum.getValue());
  }

  /** What was damaged is left as it is, for the JVM to pass over. */
  private static void sealAgain(Path folder) throws IOException {
    try (DirectoryStream<Path> caches = Files.newDirectoryStream(folder, "*.jsa")) {
      for (Path cache : caches) {
        Path noted = checksumFile(cache);
        if (Files.exists(noted) && Files.readString(noted).equals(checksum(cache))) {
          Files.setLastModifiedTime(cache, TIME);
        }
      }
    }
  }

  /**
   * Sees to it that the next start can use the caches, if there are any; where nothing can be
   * changed, that start is a slower one.
   *
   * @param jar the program's own
   */
  static void mend(Path jar) {
    Path folder = jar.getParent();
    if (folder == null || !Files.exists(folder.resolve("command-first.jsa"))) {
      return;
    }
    try {
      if (!Files.getLastModifiedTime(jar).equals(TIME)) {
        sealAgain(folder);
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
