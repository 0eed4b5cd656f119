package dev.kasava.keys.leak;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for keys in files and folders. Below a folder nothing is left out but {@code .git}, links,
 * and what is no file. Not thread-safe.
 */
public final class FileSearch {
  private static final Path GIT = Path.of(".git");

  private final Consumer<Leak> found;
  private final Consumer<String> unreadable;
  private long files;

  /**
   * @param unreadable is told the path of whatever could not be read
   */
  public FileSearch(Consumer<Leak> found, Consumer<String> unreadable) {
    this.found = found;
    this.unreadable = unreadable;
  }

  /** How many files were read. */
  public long files() {
    return files;
  }

  /** Looks into a file or below a folder; one that is named is read also through a link. */
  public void search(Path given) {
    if (!Files.isDirectory(given)) {
      read(given);
      return;
    }
    try {
      // A link to a folder is walked only under the name of what it leads to.
      Files.walkFileTree(Files.isSymbolicLink(given) ? given.toRealPath() : given, new Walk(given));
    } catch (IOException e) {
      unreadable.accept(name(given));
    }
  }

  private final class Walk extends SimpleFileVisitor<Path> {
    private final Path given;

    Walk(Path given) {
      this.given = given;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return GIT.equals(folder.getFileName()) && !folder.equals(given)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()) {
        // One that became a link since it was looked at is not followed either.
        read(file, LinkOption.NOFOLLOW_LINKS);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      unreadable.accept(name(file));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) {
      if (failure != null) {
        unreadable.accept(name(folder));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private void read(Path file, OpenOption... options) {
    try (InputStream in = Files.newInputStream(file, options)) {
      Reading.all(name(file), in, found);
      files++;
    } catch (IOException e) {
      unreadable.accept(name(file));
    }
  }

  private static String name(Path path) {
    return path.normalize().toString();
  }
}
