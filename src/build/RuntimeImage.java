import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;

/** A Java runtime of the modules that the program needs, and no more. */
final class RuntimeImage {
  /**
   * What the program and its libraries name, by jdeps; but for what some do without: java.desktop
   * for windows and beans, and jdk.jfr and jdk.management, which take a server long to start with.
   * jdk.net: D-Bus asks who is at the other end of a socket.
   */
  private static final List<String> MODULES =
      List.of(
          "java.base",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.security.sasl",
          "java.sql",
          "java.xml",
          "jdk.net",
          "jdk.security.auth",
          "jdk.unsupported");

  private RuntimeImage() {}

  static void make(Path runtime) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    int code =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("This JDK has no jlink."))
            .run(
                out,
                out,
                "--add-modules",
                String.join(",", MODULES),
                "--output",
                runtime.toString(),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                "--generate-cds-archive");
    if (code != 0) {
      throw new IllegalStateException("jlink failed: " + said.toString(StandardCharsets.UTF_8));
    }
  }
}
