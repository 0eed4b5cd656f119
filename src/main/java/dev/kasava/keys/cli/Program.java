package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.integration.Connections;
import dev.kasava.keys.wire.Release;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The whole command line. */
@Command(
    name = "kasava",
    description = "API keys for products, people and AI coding tools.",
    footer = {
      "",
      "Exit codes: 0 done, 1 refused, 2 wrong command line, 3 no key or not allowed,",
      "4 server, data folder or file out of reach, 70 a fault of this program, 130 interrupted."
    })
public final class Program implements Runnable {
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
      SettingsFile settings,
      Keychains keychains,
      Connections connections,
      InstantSource clock,
      Backend backend) {
    Context context =
        new Context(
            terminal,
            new Sources(environment, settings, keychains),
            connections,
            backend,
            new Times(clock, ZoneId::systemDefault));
    return Shortcuts.find(arguments, context)
        .map(command -> run(command, terminal))
        .orElseGet(() -> commandLine(context).execute(arguments));
  }

  private static int run(Callable<Integer> command, Terminal terminal) {
    try {
      return command.call();
    } catch (Exception e) {
      return Failures.report(e, terminal.err());
    }
  }

  static CommandLine commandLine(Context context) {
    Terminal terminal = context.terminal();
    CommandLine line =
        new CommandLine(new Program(terminal))
            .addSubcommand(new ServeCommand(context))
            .addSubcommand(new McpCommand(context))
            .addSubcommand(new LoginCommand(context))
            .addSubcommand(new LogoutCommand(context))
            .addSubcommand(new StatusCommand(context))
            .addSubcommand(new RotateCommand(context))
            .addSubcommand(new HeadersCommand(context))
            .addSubcommand(new ConnectCommand(context))
            .addSubcommand(new AdoptCommand(context))
            .addSubcommand(new OpenCommand(context))
            .addSubcommand(KeysCommand.build(context))
            .addSubcommand(MembersCommand.build(context))
            .addSubcommand(OwnersCommand.build(context))
            .addSubcommand(PepperCommand.build(context))
            .addSubcommand(new ExecCommand(context))
            .addSubcommand(new BackupCommand(context))
            .addSubcommand(new RestoreCommand(context))
            .addSubcommand(new MigrateStoreCommand(context))
            .addSubcommand(new DoctorCommand(context))
            .addSubcommand(new ScanCommand(context))
            .addSubcommand(new HookCommand(context))
            .addSubcommand(new HelpCommand(context));
    line.getSubcommands().values().forEach(Program::addHelp);
    addHelp(line);
    return configured(line, terminal);
  }

  private static CommandLine configured(CommandLine line, Terminal terminal) {
    // A name may begin with @; picocli would read arguments from the file of that name instead.
    return line.setExpandAtFiles(false)
        .setOut(new PrintWriter(terminal.out(), true, terminal.out().charset()))
        .setErr(new PrintWriter(terminal.err(), true, terminal.err().charset()))
        .setParameterExceptionHandler(
            (wrong, arguments) -> {
              // Only the name of what is wrong: a value could be a secret pasted in the wrong
              // place.
              terminal.err().println("kasava: " + sentence(wrong));
              return ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failure, command, arguments) -> Failures.report(failure, terminal.err()));
  }

  private static String sentence(CommandLine.ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    String what =
        switch (wrong) {
          case CommandLine.MissingParameterException missing ->
              String.valueOf(missing.getMessage()) + ".";
          case CommandLine.UnmatchedArgumentException unmatched ->
              "There is an argument too many, or an unknown option or command."
                  + suggestion(unmatched.getSuggestions());
          case CommandLine.OverwrittenOptionException twice ->
              nameOf(wrong) + " is given more than once.";
          default -> nameOf(wrong) + " has a value that does not fit.";
        };
    return what + " See \"" + command + " --help\".";
  }

  private static String nameOf(CommandLine.ParameterException wrong) {
    return switch (wrong.getArgSpec()) {
      case OptionSpec option -> option.longestName();
      case null, default -> "An option";
    };
  }

  /** Only names that the program itself knows. */
  private static String suggestion(List<String> names) {
    return names.isEmpty() ? "" : " Did you mean \"" + names.getFirst() + "\"?";
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec().mixinStandardHelpOptions(true).version("kasava " + Release.number());
    line.getSubcommands().values().forEach(Program::addHelp);
  }

  @Override
  public void run() {
    Objects.requireNonNull(spec).commandLine().usage(terminal.out());
  }
}
