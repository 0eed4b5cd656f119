package dev.kasava.keys.cli;

import dev.kasava.keys.cli.Backups.Taken;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava backup}. */
@Command(
    name = "backup",
    description = {
      "Copy the data folder into one file that only you can read, also while the server runs. The"
          + " pepper is not in it: without that no key works, and it is kept apart."
    })
final class BackupCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(
      paramLabel = "FILE|FOLDER",
      description = "The file, or a folder for one that is named after the time.")
  Path target = Path.of("");

  @Option(
      names = "--with-pepper",
      description = "Put the pepper into it too. Whoever reads it can then make keys.")
  boolean withPepper;

  @Option(names = "--overwrite", description = "Replace a file of that name.")
  boolean overwrite;

  BackupCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Taken taken = context.backend().backups().take(target, withPepper, overwrite);
    context.print(taken.file().toString());
    context.say(
        "This is everything as of "
            + taken.takenAt()
            + ": keys, owners, usage and the audit log ("
            + megabytes(taken.bytes())
            + ").");
    if (taken.hasPepper()) {
      context.say(
          "The pepper is in it too: whoever reads this file can make keys of their own. Keep it as"
              + " you keep secrets.");
    } else {
      context.say(
          "The pepper is not in it, and without that no key works. Keep a copy of it apart from"
              + " this file: "
              + taken.pepperPlace());
    }
    context.say("What a restore would do: kasava restore --check " + quoted(taken.file()));
    return ExitCode.OK;
  }

  static String quoted(Path file) {
    String text = file.toString();
    return text.matches("[\\w./:\\\\-]+") ? text : "\"" + text + "\"";
  }

  private static String megabytes(long bytes) {
    long kilobytes = (bytes + 1_023) / 1_024;
    return kilobytes < 10_240 ? kilobytes + " KiB" : kilobytes / 1_024 + " MiB";
  }
}
