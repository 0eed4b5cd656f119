import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or writes the format of every Java source below the given folders: {@code Format
 * check|write FOLDER...}. Launched as a source file by the build, on the JDK that compiles.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    List<Path> unformatted = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      try (var files = Files.walk(Path.of(args[i]))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
          String before = Files.readString(file);
          String after =
              new Formatter()
                  .formatSourceAndFixImports(RemoveUnusedImports.removeUnusedImports(before));
          if (!after.equals(before)) {
            unformatted.add(file);
            if (write) {
              Files.writeString(file, after);
            }
          }
        }
      }
    }
    unformatted.forEach(
        file -> System.err.println((write ? "formatted " : "not formatted: ") + file));
    if (!write && !unformatted.isEmpty()) {
      System.err.println("Format them with: mvn process-sources -Dformat=write");
      System.exit(1);
    }
  }
}
