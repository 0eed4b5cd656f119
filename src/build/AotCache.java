import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the JVM learned of the program beforehand (JEP 483, 514), so that it starts quickly. */
final class AotCache {
  private AotCache() {}

  /**
   * Has the program rehearse with its own runtime and flags.
   *
   * @param plugin complete but for this
   * @param home a folder for what it does meanwhile, and what it says
   */
  static void make(Path plugin, Path home) throws IOException, InterruptedException {
    Path program = plugin.resolve("lib/kasava");
    Path cache = program.resolve("kasava.aot");
    Folders.delete(home);
    Path log = Files.createDirectories(home).resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                List.of(
                    plugin.resolve("runtime/bin/java").toString(),
                    "@" + program.resolve("java.options"),
                    "@" + program.resolve("command.options"),
                    "-XX:AOTCacheOutput=" + cache,
                    "-cp",
                    program.resolve("kasava-keys.jar").toString(),
                    "dev.kasava.keys.app.Rehearsal",
                    home.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KASAVA_"));
    if (builder.start().waitFor() != 0 || !Files.exists(cache)) {
      throw new IllegalStateException("No AOT cache was made: " + Files.readString(log));
    }
  }
}
