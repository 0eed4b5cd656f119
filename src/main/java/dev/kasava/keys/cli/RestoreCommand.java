package dev.kasava.keys.cli;

import dev.kasava.keys.cli.Backups.Outcome;
import dev.kasava.keys.store.Restored;
import dev.kasava.keys.store.Restored.Present;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava restore}. */
@Command(
    name = "restore",
    description = {
      "Put a backup back into the data folder while no server uses it. Keys that were deleted, and"
          + " secrets that were ended, after the backup stay dead. What was there before is kept"
          + " aside."
    })
final class RestoreCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "FILE", description = "What \"kasava backup\" wrote.")
  Path file = Path.of("");

  @Option(
      names = "--revive",
      description = "Let keys and secrets that were ended after the backup work again.")
  boolean revive;

  @Option(
      names = "--check",
      description = "Only look whether the backup is good, and say what would be done.")
  boolean check;

  RestoreCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Outcome outcome = context.backend().backups().restore(file, revive, check);
    Restored restored = outcome.restored();
    context.print(
        (outcome.isDone() ? "Restored to " : "The backup is good. It goes back to ")
            + restored.takenAt()
            + ": "
            + count(restored.keys(), "key")
            + " of "
            + count(restored.owners(), "owner")
            + ".");
    if (restored.replaced() == Present.READABLE) {
      tellOfSince(restored);
    } else {
      context.print(
          "What happened after that is not known here: keys that were deleted, regenerated or"
              + " revoked since "
              + (outcome.isDone() ? "work again." : "would work again; it takes --revive.")
              + " Usage and the audit log end there too.");
    }
    context.say("The pepper that fits is in " + outcome.pepperPlace() + ".");
    if (outcome.isDone()) {
      tellTheEnd(outcome);
    }
    return ExitCode.OK;
  }

  private void tellOfSince(Restored restored) {
    tell(restored.staying(), "deleted since", "stays deleted", "stay deleted");
    tell(restored.revived(), "deleted since", "lives again", "live again");
    tell(restored.ending(), "made since", "ends", "end");
    tell(
        restored.exchanged(),
        "whose secrets were ended since",
        revive ? "has its former ones back" : "keeps those that it has now",
        revive ? "have their former ones back" : "keep those that they have now");
    tell(
        restored.rescoped(),
        "whose scopes were changed since",
        "has its former ones back",
        "have their former ones back");
    context.print("Usage and the audit log are kept. Everybody signs in to the page again.");
  }

  private void tell(long keys, String which, String one, String many) {
    if (keys > 0) {
      context.print("  " + count(keys, "key") + " " + which + " " + (keys == 1 ? one : many) + ".");
    }
  }

  private void tellTheEnd(Outcome outcome) {
    Path aside = outcome.aside();
    if (aside != null) {
      context.say(
          "What was there before is in " + aside + ". Delete that once everything is well.");
    }
    context.say("Start the server again with \"kasava serve\".");
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
