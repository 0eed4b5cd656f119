package dev.kasava.keys.app;

import dev.kasava.keys.cli.Program;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.integration.Connections;
import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the program begins. */
public final class Main {
  /** Commands whose end programs wait for, and which have nothing to see to at their end. */
  private static final List<String> LEAVING_NOTHING = List.of("headers", "hook");

  private static final String CHANNELS = "java.nio.channels.spi.SelectorProvider";

  private Main() {}

  public static void main(String[] arguments) {
    Terminal terminal = begin();
    Map<String, String> environment = System.getenv();
    Trust.settle(arguments, environment);
    int exitCode = run(arguments, terminal, environment);
    terminal.out().flush();
    if (arguments.length > 0 && LEAVING_NOTHING.contains(arguments[0])) {
      // System.exit looks into every jar for somebody to tell that it was called.
      Runtime.getRuntime().halt(exitCode);
    }
    System.exit(exitCode);
  }

  /** What every start does to the process itself; answers its terminal. */
  static Terminal begin() {
    JarTimes.mend(Path.of(System.getProperty("java.class.path", "")));
    nameChannels();
    PrintStream out = System.out;
    InputStream in = System.in;
    // Standard output belongs to the protocol and to what was asked for, whatever libraries print.
    System.setOut(System.err);
    @SuppressWarnings("SystemConsoleNull") // null where java.base alone is there, as in an image
    Console console = System.console();
    boolean isInteractive = console != null && console.isTerminal();
    return new Terminal(
        in,
        out,
        System.err,
        isInteractive,
        prompt ->
            console != null && isInteractive
                ? Optional.ofNullable(console.readLine("%s", prompt))
                : Optional.empty(),
        prompt ->
            console != null && isInteractive
                ? Optional.ofNullable(console.readPassword("%s", prompt)).map(String::new)
                : Optional.empty());
  }

  /** Whose channels are used, which Java looks into every jar for: its own. */
  private static void nameChannels() {
    if (!System.getProperty("os.name", "").equals("Linux")
        || System.getProperty(CHANNELS) != null) {
      return;
    }
    try {
      Class<?> own = Class.forName("sun.nio.ch.EPollSelectorProvider", false, null);
      System.setProperty(CHANNELS, own.getName());
    } catch (ClassNotFoundException e) {
      // This Java has others, and finds them.
    }
  }

  /** Runs a command; nothing of the process itself is changed. */
  static int run(String[] arguments, Terminal terminal, Map<String, String> environment) {
    InstantSource clock = InstantSource.system();
    SettingsFile settings =
        SettingsFile.ofEnvironment(environment, System.getProperty("os.name", ""));
    Keychains keychains = new MachineKeychains(environment, settings.folder());
    // Named by the launcher, which alone knows where it lies.
    String launcher = System.getProperty("kasava.launcher");
    Connections connections =
        new Connections(
            environment,
            System.getProperty("os.name", ""),
            launcher == null ? null : Path.of(launcher));
    return Program.run(
        arguments,
        terminal,
        environment,
        settings,
        keychains,
        connections,
        clock,
        new LocalBackend(
            environment,
            clock,
            terminal,
            new BridgeService(environment, settings, keychains, connections, terminal)));
  }
}
