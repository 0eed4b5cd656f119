package dev.kasava.keys.app;

import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Moves;
import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.MoveProgress;
import dev.kasava.keys.store.sql.MoveEnd;
import dev.kasava.keys.store.sql.StoreMove;
import dev.kasava.keys.store.sql.postgres.PostgresEnd;
import dev.kasava.keys.store.sql.sqlite.SqliteEnd;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Moves of one data folder's keys to another database. */
final class FolderMoves implements Moves {
  private final Map<String, String> environment;
  private final InstantSource clock;

  FolderMoves(Map<String, String> environment, InstantSource clock) {
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Moved toServer(@Nullable Path from, String url, MoveProgress progress) {
    DataFolder source = source(from);
    if (source.readDatabaseUrl().filter(url::equals).isPresent()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The keys of " + source.path() + " are in that database already. Name another.");
    }
    try (FolderUse use = FolderUse.alone(source)) {
      StoreMove.Moved moved;
      try (MoveEnd here = end(source);
          MoveEnd there = PostgresEnd.open(url)) {
        moved = new StoreMove(here, there, progress).run();
        if (here instanceof PostgresEnd server) {
          server.leave();
        }
      }
      if (source.readDatabaseUrl().isEmpty()) {
        MoveNote.write(source, url);
      }
      return new Moved(moved.rows(), moved.wasThere(), source.path());
    }
  }

  @Override
  public Moved toFolder(@Nullable Path from, Path to, MoveProgress progress) {
    DataFolder source = source(from);
    String url =
        source
            .readDatabaseUrl()
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.REFUSED,
                        "The keys of "
                            + source.path()
                            + " are in a file already. To have them in another folder, use"
                            + " \"kasava backup\" and \"kasava restore\"."));
    DataFolder target = new DataFolder(to);
    if (target.isInitialised()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The folder " + target.path() + " holds an installation already. Name a new one.");
    }
    target.make();
    try (FolderUse here = FolderUse.share(source);
        FolderUse there = FolderUse.alone(target)) {
      Path draft = target.path().resolve("moving.db");
      try (PostgresEnd origin = PostgresEnd.open(url)) {
        StoreMove.Moved moved;
        try (MoveEnd end = SqliteEnd.draft(draft)) {
          moved = new StoreMove(origin, end, progress).run();
        }
        source.readKeyPrefix().ifPresent(target::keepKeyPrefix);
        source.readPepper().ifPresent(target::keepPepper);
        put(draft, target.database());
        origin.leave();
        return new Moved(moved.rows(), moved.wasThere(), target.path());
      }
    } catch (IOException e) {
      throw new DataFolderException(
          "The folder " + target.path() + " cannot be written: " + e.getMessage() + ".");
    }
  }

  private static void put(Path draft, Path database) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(draft, database, StandardCopyOption.ATOMIC_MOVE);
    Files.deleteIfExists(Path.of(draft + "-migration.lock"));
    PrivateFiles.syncFolder(database);
  }

  /** Opened once as usual: its schema is this release's then, and its pepper was seen to fit. */
  private DataFolder source(@Nullable Path from) {
    DataFolder source = from == null ? DataFolder.ofEnvironment(environment) : new DataFolder(from);
    if (source.isInitialised()) {
      FolderUse.alone(source).close();
    }
    Installation.openMoved(source, environment, clock).close();
    return source;
  }

  private static MoveEnd end(DataFolder source) {
    Optional<String> url = source.readDatabaseUrl();
    return url.isPresent() ? PostgresEnd.open(url.get()) : SqliteEnd.open(source.database());
  }
}
