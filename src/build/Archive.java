import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Packs a folder. Links are packed as what they lead to; who may execute a file still may. */
final class Archive {
  private static final int FILE = 0100644;
  private static final int PROGRAM = 0100755;

  private Archive() {}

  private interface Entries<E extends ArchiveEntry> {
    E entry(Path file, String name, int mode) throws IOException;
  }

  /**
   * @param top before each name in the archive
   */
  static void tarGz(Path folder, String top, Path archive) throws IOException {
    try (var out = new TarArchiveOutputStream(new GZIPOutputStream(to(archive)))) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      pack(
          folder,
          top,
          out,
          (file, name, mode) -> {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(file));
            entry.setMode(mode);
            entry.setModTime(Files.getLastModifiedTime(file));
            return entry;
          });
    }
  }

  /**
   * @param top before each name in the archive
   */
  static void zip(Path folder, String top, Path archive) throws IOException {
    try (var out = new ZipArchiveOutputStream(to(archive))) {
      pack(
          folder,
          top,
          out,
          (file, name, mode) -> {
            ZipArchiveEntry entry = new ZipArchiveEntry(name);
            entry.setUnixMode(mode);
            entry.setLastModifiedTime(Files.getLastModifiedTime(file));
            return entry;
          });
    }
  }

  private static OutputStream to(Path archive) throws IOException {
    return new BufferedOutputStream(Files.newOutputStream(archive));
  }

  private static <E extends ArchiveEntry> void pack(
      Path folder, String top, ArchiveOutputStream<E> out, Entries<E> entries) throws IOException {
    List<Path> files = Folders.below(folder).stream().filter(Files::isRegularFile).toList();
    for (Path file : files) {
      String name = top + folder.relativize(file).toString().replace('\\', '/');
      out.putArchiveEntry(entries.entry(file, name, Files.isExecutable(file) ? PROGRAM : FILE));
      Files.copy(file, out);
      out.closeArchiveEntry();
    }
  }
}
