package dev.kasava.keys.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kasava help}: the library's own knows the first word alone. */
@Command(name = "help", description = "Show how a command is used.")
final class HelpCommand implements Callable<Integer> {
  private final Context context;
  @Spec @Nullable CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", description = "For example: keys create.")
  List<String> words = new ArrayList<>();

  HelpCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).root().commandLine();
    for (String word : words) {
      CommandLine next = command.getSubcommands().get(word);
      if (next == null) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "There is no such command. See \""
                + command.getCommandSpec().qualifiedName()
                + " --help\".");
      }
      command = next;
    }
    command.usage(context.terminal().out());
    return ExitCode.OK;
  }
}
