package dev.kasava.keys.cli;

import dev.kasava.keys.cli.Moves.Moved;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kasava migrate-store}. */
@Command(
    name = "migrate-store",
    description = {
      "Move everything from the data folder's file to a PostgreSQL database, or back to a file in a"
          + " new folder, while no server runs. Where it was it stays, with a note that keeps"
          + " servers from it. Ended at any moment, the move goes on when it is run again."
    })
final class MigrateStoreCommand implements Callable<Integer> {
  private static final String URL = "jdbc:";
  private static final String DATABASE = "KASAVA_DATABASE";

  private final Context context;

  @Option(
      names = "--from",
      paramLabel = "FOLDER",
      description = "The data folder to move from; yours unless given.")
  @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "URL|FOLDER",
      description =
          "An empty PostgreSQL database, as serve --database takes it, or a folder that is not"
              + " there yet. KASAVA_DATABASE names a database without its being seen in a list of"
              + " processes.")
  @Nullable String to;

  MigrateStoreCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    if (from != null && from.strip().startsWith(URL)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--from takes a data folder. That of a node names its database, and holds the pepper.");
    }
    String target = target();
    boolean isServer = target.startsWith(URL);
    Moves moves = context.backend().moves();
    Path folder = from == null ? null : Path.of(from);
    try (MoveBar bar = new MoveBar(context.terminal())) {
      Moved moved =
          isServer
              ? moves.toServer(folder, target, bar)
              : moves.toFolder(folder, Path.of(target), bar);
      bar.close();
      tell(moved, isServer ? target : "");
    }
    return ExitCode.OK;
  }

  private String target() {
    String named = to == null ? context.sources().environment().get(DATABASE) : to;
    String target = named == null ? "" : named.strip();
    if (target.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "Where to? Name an empty database, or a new folder, with --to, or a database with "
              + DATABASE
              + ".");
    }
    boolean isUrl = target.startsWith(URL) || target.contains("://");
    if (isUrl && !target.startsWith("jdbc:postgresql:")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "A database is named by a URL like"
              + " jdbc:postgresql://db.example.com/kasava?user=kasava&password=...");
    }
    return target;
  }

  /**
   * @param url empty for a folder
   */
  private void tell(Moved moved, String url) {
    boolean isServer = !url.isEmpty();
    context.print(
        (moved.wasThere() ? "Everything was there already: " : "Moved ")
            + "%,d".formatted(moved.rows())
            + " rows"
            + (moved.wasThere() ? ", the same on both sides." : ", and compared both sides."));
    String home = "    KASAVA_HOME=" + BackupCommand.quoted(moved.folder()) + " kasava serve";
    if (!isServer) {
      context.say("Go on there, without --database and " + DATABASE + ":");
      context.print(home);
    } else {
      context.say("Go on there, with the other options as always:");
      // What the variable says is said by it there, too.
      context.print(to == null ? home : home + " --database \"" + withoutPassword(url) + "\"");
      context.say("The first time, name the database exactly as you did now, password and all.");
      context.say(
          "Once it is served there, further nodes take the same database, and the same pepper.");
    }
    context.say(
        "Where the keys were they stay, for the way back, and no server starts on them by mistake:"
            + " keep them until everything is well.");
  }

  /** Whoever gave it knows it, and terminals are recorded. */
  static String withoutPassword(String url) {
    return url.replaceAll("(?i)([?&](?:ssl)?password=)[^&]*", "$1...");
  }
}
