import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The libraries, as they are handed out. */
final class Jars {
  private Jars() {}

  /**
   * Takes the signatures from the jars of a folder. The JVM checks them at every start that loads a
   * class of such a jar, and takes none into its archives; nobody here asks who signed it.
   */
  static void unsign(Path folder) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : jars) {
        try (FileSystem inside = FileSystems.newFileSystem(jar)) {
          for (Path signature : signatures(inside.getPath("META-INF"))) {
            Files.delete(signature);
          }
        }
      }
    }
  }

  private static List<Path> signatures(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{SF,RSA,DSA,EC}")) {
        files.forEach(found::add);
      }
    }
    return found;
  }
}
