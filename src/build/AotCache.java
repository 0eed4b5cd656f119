import dev.kasava.keys.app.JarTimes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the JVM learned of the program beforehand (JEP 483, 514), so that it starts quickly: one
 * cache for the server, and small ones for commands, as the JVM takes in a whole cache at once.
 */
final class AotCache {
  private static final String MAIN = "dev.kasava.keys.app.Main";
  private static final String REHEARSAL = "dev.kasava.keys.app.Rehearsal";
  private static final List<String> COMMANDS = List.of("command", "headers", "local", "mcp");
  private static final String LISTENING = "listening on ";

  private final Path plugin;
  private final Path program;
  private final Path home;

  private AotCache(Path plugin, Path home) {
    this.plugin = plugin;
    this.program = plugin.resolve("lib/kasava");
    this.home = home;
  }

  /**
   * Has the program rehearse with its own runtime and flags.
   *
   * @param plugin complete but for this
   * @param home a folder for what it does meanwhile, and what it says
   */
  static void make(Path plugin, Path home) throws IOException, InterruptedException {
    Folders.delete(home);
    AotCache cache = new AotCache(plugin, home);
    cache.ofServing();
    cache.ofCommands();
  }

  private void ofServing() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve("serving"));
    learn("serve.aot", List.of(), folder.toString());
  }

  private void ofCommands() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve("commands"));
    Process server =
        start(folder, "-XX:AOTCache=" + program.resolve("serve.aot"), "serve", "--port", "0");
    try {
      String address = address(server);
      logIn(folder, address);
      for (String command : COMMANDS) {
        learn(
            command + ".aot",
            List.of("@" + program.resolve("command.options")),
            folder.toString(),
            address,
            command);
      }
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /** Beforehand, as what logging in needs is not what clients start again and again. */
  private void logIn(Path folder, String server) throws IOException, InterruptedException {
    Process login =
        start(
            folder,
            "-Xshare:auto",
            "login",
            "--server",
            server,
            "--key-stdin",
            "--insecure-storage");
    try (var in = login.outputWriter()) {
      in.write(Files.readString(folder.resolve("data/first-key")));
    }
    if (login.waitFor() != 0) {
      throw new IllegalStateException("Nobody could log in.");
    }
  }

  private Process start(Path folder, String flag, String... arguments) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(java(List.of(flag), MAIN, arguments))
            .redirectError(folder.resolve(arguments[0] + ".log").toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("KASAVA_"));
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("KASAVA_HOME", folder.resolve("data").toString());
    builder.environment().put("KASAVA_CONFIG_HOME", folder.resolve("settings").toString());
    return builder.start();
  }

  private static String address(Process server) throws IOException {
    BufferedReader said = server.inputReader();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      int listening = line.indexOf(LISTENING);
      if (listening >= 0) {
        return line.substring(listening + LISTENING.length());
      }
    }
    throw new IllegalStateException("The server did not start.");
  }

  private void learn(String name, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    Path cache = program.resolve(name);
    Path log = home.resolve(name + ".log");
    List<String> flags = new ArrayList<>(options);
    flags.add("-XX:AOTCacheOutput=" + cache);
    List<String> command = java(flags, REHEARSAL, arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("KASAVA_"));
    if (builder.start().waitFor() != 0 || !Files.exists(cache)) {
      throw new IllegalStateException("No AOT cache was made: " + Files.readString(log));
    }
    JarTimes.seal(cache);
  }

  private List<String> java(List<String> flags, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(plugin.resolve("runtime/bin/java").toString());
    command.add("@" + program.resolve("java.options"));
    command.addAll(flags);
    command.addAll(List.of("-cp", program.resolve("kasava-keys.jar").toString(), main));
    command.addAll(List.of(arguments));
    return command;
  }
}
