package dev.kasava.keys.machine;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files that nobody but their user reads, written whole or not at all. */
public final class PrivateFiles {
  /** The mode of a file that nobody else reads. */
  public static final Set<PosixFilePermission> FILE =
      Set.copyOf(PosixFilePermissions.fromString("rw-------"));

  /** The mode of a folder that nobody else enters. */
  public static final Set<PosixFilePermission> FOLDER =
      Set.copyOf(PosixFilePermissions.fromString("rwx------"));

  private PrivateFiles() {}

  /** Whether files here have modes. */
  public static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  /** What makes a new file have this mode, where there are modes. */
  public static FileAttribute<?>[] attributes(Set<PosixFilePermission> mode) {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : new FileAttribute<?>[0];
  }

  /** Makes a folder that only its user can read, unless something is there. */
  public static void makeFolder(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(folder, attributes(FOLDER));
    }
  }

  /** Puts {@code text} in place of what the file held; it survives a loss of power. */
  public static void replace(Path file, String text) throws IOException {
    replace(file, text, FILE);
  }

  /** Likewise, with this mode where there are modes. */
  public static void replace(Path file, String text, Set<PosixFilePermission> mode)
      throws IOException {
    Path whole = writeBeside(file, text);
    try {
      if (isPosix()) {
        Files.setPosixFilePermissions(whole, mode);
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      // There only when the move failed; it may hold a secret.
      Files.deleteIfExists(whole);
    }
    syncFolder(file);
  }

  /**
   * Writes a file of another name into the same folder.
   *
   * @return that file, whole and on the disk; for the caller to move or to delete
   */
  public static Path writeBeside(Path file, String text) throws IOException {
    return writeBeside(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What a file is to hold. */
  @FunctionalInterface
  public interface Writing {
    void to(OutputStream out) throws IOException;
  }

  /** Likewise, where there may be much of it. */
  public static Path writeBeside(Path file, Writing writing) throws IOException {
    Path whole = file.resolveSibling("." + UUID.randomUUID());
    try (FileChannel channel =
        FileChannel.open(
            whole,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes(FILE))) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      writing.to(out);
      out.flush();
      channel.force(true);
      return whole;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(whole);
      throw e;
    }
  }

  /** Makes a new name survive a loss of power, where the system can. */
  public static void syncFolder(Path file) throws IOException {
    if (isPosix()) {
      try (FileChannel folder =
          FileChannel.open(file.resolveSibling("."), StandardOpenOption.READ)) {
        folder.force(true);
      }
    }
  }
}
