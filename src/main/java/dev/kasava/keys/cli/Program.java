package dev.kasava.keys.cli;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The whole command line. */
@Command(
    name = "kasava",
    description = "API keys for products, people and AI coding tools.",
    versionProvider = Program.Version.class,
    footer = {
      "",
      "Exit codes: 0 done, 1 refused, 2 wrong command line, 3 no key or not allowed,",
      "4 server or data folder out of reach, 70 a fault of this program, 130 interrupted."
    })
public final class Program implements Runnable {
  /** The release that this program is of. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Program.class.getPackage().getImplementationVersion();
      return new String[] {"kasava " + (version == null ? "(unpackaged)" : version)};
    }
  }

  private final Terminal terminal;
  @Spec @Nullable CommandSpec spec;

  private Program(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Runs a command; answers its exit code. */
  public static int run(
      String[] arguments,
      Terminal terminal,
      Map<String, String> environment,
      InstantSource clock,
      Backend backend) {
    Context context =
        new Context(
            terminal, new Sources(environment), backend, new Times(clock, ZoneId.systemDefault()));
    CommandLine line =
        new CommandLine(new Program(terminal))
            .addSubcommand(new ServeCommand(context))
            .addSubcommand(new McpCommand(context))
            .addSubcommand(KeysCommand.build(context))
            .addSubcommand(new DoctorCommand(context));
    line.getSubcommands().values().forEach(Program::addHelp);
    addHelp(line);
    line.getCommandSpec().version(new Version().getVersion());
    return configured(line, terminal).execute(arguments);
  }

  private static CommandLine configured(CommandLine line, Terminal terminal) {
    return line.setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              // Only the name of what is wrong: a value could be a secret pasted in the wrong
              // place.
              terminal.err().println(sentence(wrong));
              return ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, arguments) -> Failures.exitCode(failure, terminal.err()));
  }

  private static String sentence(CommandLine.ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String what =
        switch (wrong) {
          case CommandLine.MissingParameterException missing ->
              String.valueOf(missing.getMessage()) + ".";
          case CommandLine.UnmatchedArgumentException unmatched ->
              "There is an argument too many, or an unknown option or command.";
          default -> "An option has a value that does not fit.";
        };
    return what + " See \"" + command + " --help\".";
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec().mixinStandardHelpOptions(true);
    line.getSubcommands().values().forEach(Program::addHelp);
  }

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(terminal.out());
  }
}
