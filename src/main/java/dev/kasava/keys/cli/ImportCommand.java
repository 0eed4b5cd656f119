package dev.kasava.keys.cli;

import dev.kasava.keys.cli.Transfers.BadLine;
import dev.kasava.keys.cli.Transfers.Imported;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava keys import}. */
@Command(
    name = "import",
    description = {
      "Take in keys that were made elsewhere, by the SHA-256 of their secrets or as \"kasava keys"
          + " export\" wrote them, so that whoever uses them need not change anything. All of them,"
          + " or none where a line is wrong. For the operator, on the machine of the server."
    })
final class ImportCommand implements Callable<Integer> {
  static final Path STANDARD = Path.of("-");

  private final Context context;

  @Parameters(paramLabel = "FILE|-", description = "JSON lines, a key each.")
  Path file = Path.of("");

  @Option(
      names = "--owner",
      paramLabel = "OWNER",
      description =
          "Whose keys they are, by id or name, where the lines do not say; else the first owner's.")
  @Nullable String owner;

  @Option(names = "--dry-run", description = "Look at all of them, and change nothing.")
  boolean isDry;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  ImportCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Imported imported = take();
    if (json) {
      context.terminal().out().println(new Json().text(new Summary(isDry, imported)));
    } else {
      tell(imported);
    }
    return imported.bad().isEmpty() ? ExitCode.OK : ExitCode.REFUSED;
  }

  /** The JSON answer. */
  private record Summary(
      boolean dryRun, long imported, long alreadyHere, long endedSince, List<BadLine> badLines) {
    Summary(boolean isDry, Imported of) {
      this(isDry, isDry || of.isDone() ? of.added() : 0, of.here(), of.ended(), of.bad());
    }
  }

  private Imported take() {
    Imported imported;
    try (InputStream lines = open();
        Transfers transfers = context.backend().transfers()) {
      imported = transfers.take(lines, owner, isDry, this::progress);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "The file cannot be read. Check its name, owner and mode.");
    }
    if (imported.added() + imported.here() == 0 && imported.bad().isEmpty()) {
      throw new CommandFailure(
          ExitCode.REFUSED, "There is no key in it. Each key is a JSON object in one line.");
    }
    return imported;
  }

  private InputStream open() throws IOException {
    return file.equals(STANDARD) ? context.terminal().in() : Files.newInputStream(file);
  }

  private void progress(int done, int all) {
    if (context.terminal().isInteractive()) {
      context
          .terminal()
          .err()
          .print(
              String.format(
                  Locale.ROOT, "\rImported %,d of %,d%s", done, all, done == all ? "\n" : ""));
      context.terminal().err().flush();
    }
  }

  private void tell(Imported imported) {
    for (BadLine bad : imported.bad()) {
      context.say(
          "line "
              + bad.line()
              + (bad.field().isEmpty() ? "" : ", " + bad.field())
              + ": "
              + bad.message());
    }
    context.print(summary(imported));
  }

  private static String summary(Imported imported) {
    int bad = imported.bad().size();
    String added = counted(imported.added(), "key") + here(imported);
    if (imported.isDone()) {
      return "Imported "
          + added
          + (bad == 0
              ? ""
              : " Meanwhile "
                  + counted(bad, "line")
                  + " went bad. Mend them, and run this again: what is here is left as it is.");
    }
    return bad == 0
        ? "Nothing was changed. This would import " + added
        : "Nothing was imported. Mend " + counted(bad, "bad line") + ", and run this again.";
  }

  private static String here(Imported imported) {
    if (imported.here() == 0) {
      return ".";
    }
    String already = "; " + counted(imported.here(), "key") + " already here";
    return imported.ended() == 0
        ? already + "."
        : already
            + ", of which "
            + counted(imported.ended(), "key")
            + " ended since: so they stay.";
  }

  static String counted(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
