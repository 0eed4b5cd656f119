import dev.kasava.keys.app.JarTimes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The program's classes as the JVM has them in memory, so that it starts quickly (JEP 310, 350,
 * 483): for each way of starting two archives. The first is taken in whole and at once, linked, and
 * holds what it takes up to the first answer; of the rest a start has only what it uses.
 */
final class ClassArchives {
  private static final String MAIN = "dev.kasava.keys.app.Main";
  private static final String REHEARSAL = "dev.kasava.keys.app.Rehearsal";
  private static final List<String> COMMANDS = List.of("command", "headers", "local", "mcp");
  private static final String LISTENING = "listening on ";

  private final Path plugin;
  private final Path program;
  private final Path lists;
  private final Path home;

  private ClassArchives(Path plugin, Path lists, Path home) {
    this.plugin = plugin;
    this.lists = lists;
    this.program = plugin.resolve("lib/kasava");
    this.home = home;
  }

  /**
   * Has the program rehearse with its own runtime and flags.
   *
   * @param plugin complete but for this
   * @param lists folder of what names the classes on the ways to a keyring
   * @param home a folder for what it does meanwhile, and what it says
   */
  static void make(Path plugin, Path lists, Path home) throws IOException, InterruptedException {
    Folders.delete(home);
    ClassArchives archives = new ClassArchives(plugin, lists, home);
    archives.ofServing();
    archives.ofCommands();
  }

  /** Of a data folder that is there: making one takes much that no other start needs. */
  private void ofServing() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve("serving"));
    Process server = start(folder, "serve", "--port", "0");
    try {
      address(server);
    } finally {
      server.destroy();
      server.waitFor();
    }
    learn("serve", optionsOf("serve"), folder.toString());
  }

  private void ofCommands() throws IOException, InterruptedException {
    Path folder = Files.createDirectories(home.resolve("commands"));
    Process server = start(folder, "serve", "--port", "0");
    try {
      String address = address(server);
      logIn(folder, address);
      for (String command : COMMANDS) {
        learn(command, optionsOf("command"), folder.toString(), address);
      }
    } finally {
      server.destroy();
      server.waitFor();
    }
  }

  /** Beforehand, as what logging in needs is not what clients start again and again. */
  private void logIn(Path folder, String server) throws IOException, InterruptedException {
    Process login = start(folder, "login", "--server", server, "--key-stdin", "--insecure-storage");
    try (var in = login.outputWriter()) {
      in.write(Files.readString(folder.resolve("data/first-key")));
    }
    if (login.waitFor() != 0) {
      throw new IllegalStateException("Nobody could log in.");
    }
  }

  private Process start(Path folder, String... arguments) throws IOException {
    List<String> command = java(List.of());
    command.add(MAIN);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(folder.resolve(arguments[0] + ".log").toFile());
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

  /**
   * @param place where to rehearse: a home, and a server where there is one
   */
  private void learn(String name, List<String> options, String... place)
      throws IOException, InterruptedException {
    Path list = home.resolve(name + ".classes");
    Path first = program.resolve(name + "-first.jsa");
    Path rest = program.resolve(name + "-rest.jsa");
    rehearse(list, with(options, "-XX:DumpLoadedClassList=" + list), name, "first", place);
    leaveOut(list);
    List<String> dump =
        java(
            with(
                options,
                "-Xshare:dump",
                "-XX:+AOTClassLinking",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + first));
    run(first, dump);
    List<String> onTop =
        with(options, "-XX:SharedArchiveFile=" + first, "-XX:ArchiveClassesAtExit=" + rest);
    rehearse(rest, with(onTop, "-XX:-AOTClassLinking"), name, "whole", place);
    JarTimes.seal(first);
    JarTimes.seal(rest);
  }

  /** What made the archive's own lambdas, which no start has to make again. */
  private static void leaveOut(Path list) throws IOException {
    Files.write(
        list,
        Files.readAllLines(list).stream()
            .filter(
                line ->
                    !line.startsWith("java/lang/classfile/")
                        && !line.startsWith("jdk/internal/classfile/"))
            .toList());
  }

  private List<String> optionsOf(String kind) {
    return List.of("@" + program.resolve(kind + ".options"));
  }

  private static List<String> with(List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return all;
  }

  private void rehearse(Path made, List<String> options, String name, String part, String... place)
      throws IOException, InterruptedException {
    List<String> command = java(with(options, "-Dkasava.keyring.lists=" + lists));
    command.addAll(List.of(REHEARSAL, name, part));
    command.addAll(List.of(place));
    run(made, command);
  }

  /** Runs what makes a file. */
  private void run(Path made, List<String> command) throws IOException, InterruptedException {
    Path log = home.resolve(made.getFileName() + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(variable -> variable.startsWith("KASAVA_"));
    if (builder.start().waitFor() != 0 || !Files.exists(made)) {
      throw new IllegalStateException("No " + made + " was made: " + Files.readString(log));
    }
  }

  /** The program's own runtime, as its launcher starts it. */
  private List<String> java(List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(plugin.resolve("runtime/bin/java").toString());
    command.add("@" + program.resolve("java.options"));
    command.add("-Dorg.sqlite.lib.path=" + program.resolve("native"));
    command.addAll(options);
    command.addAll(List.of("-cp", program.resolve("kasava-keys.jar").toString()));
    return command;
  }
}
