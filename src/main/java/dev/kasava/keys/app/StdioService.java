package dev.kasava.keys.app;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.mcp.keys.KeyCatalogue;
import dev.kasava.keys.mcp.legacy.LegacyLane;
import dev.kasava.keys.mcp.stdio.EarlyDoor;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.mcp.stdio.Prelude;
import dev.kasava.keys.mcp.stdio.StdioDoor;
import dev.kasava.keys.store.StoreException;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Release;
import dev.kasava.keys.wire.Shapes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** MCP over standard input and output, on one installation. */
final class StdioService {
  private static final int FLUSH_MILLIS = 500;
  private static final int CHANGE_MILLIS = 100;

  /** What stands behind the door, opened. */
  private record Opened(Installation installation, Chores chores, StdioDoor door)
      implements EarlyDoor.House {
    @Override
    public void close() {
      chores.close();
      installation.close();
    }
  }

  private StdioService() {}

  /**
   * Serves a key until the input ends.
   *
   * @param opening opens the installation
   */
  static int run(DataFolder folder, Secret key, Supplier<Installation> opening, Terminal terminal) {
    Installation installation = opening.get();
    say(terminal, folder, ".");
    Json json = new Json();
    return served(
        () -> {
          try (Opened opened =
              opened(
                  installation,
                  keyCallers(installation, key),
                  json,
                  new LineWriter(terminal.out(), json))) {
            opened.door().run(terminal.in());
          }
        });
  }

  /**
   * Serves the operator until the input ends; the client need not wait for the data folder before
   * it is answered.
   *
   * @param opening opens the installation; may throw {@link DataFolderException}, {@link
   *     StoreException} or {@link PepperException}
   */
  static int run(DataFolder folder, Supplier<Installation> opening, Terminal terminal) {
    Installation.mustBeThere(folder);
    say(terminal, folder, ", as its operator.");
    Json json = new Json();
    LineWriter out = new LineWriter(terminal.out(), json);
    EarlyDoor door =
        new EarlyDoor(
            new Prelude(Release.number()), out, json, () -> operatorsHouse(opening, json, out));
    return served(() -> door.run(terminal.in()));
  }

  private static void say(Terminal terminal, DataFolder folder, String end) {
    terminal.err().println("kasava: serving MCP on the data folder " + folder.path() + end);
  }

  private interface Serving {
    void run() throws IOException;
  }

  private static int served(Serving serving) {
    try {
      serving.run();
      return ExitCode.OK;
    } catch (EarlyDoor.Unavailable e) {
      throw e.reason();
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "The client's messages cannot be read any more.");
    }
  }

  private static EarlyDoor.House operatorsHouse(
      Supplier<Installation> opening, Json json, LineWriter out) {
    try {
      Installation installation = opening.get();
      try {
        Caller operator = LocalBackend.operator(installation, Door.MCP);
        return opened(installation, () -> Outcome.done(operator), json, out);
      } catch (RuntimeException e) {
        installation.close();
        throw e;
      }
    } catch (DataFolderException | StoreException | PepperException e) {
      throw new EarlyDoor.Unavailable(e);
    }
  }

  private static Opened opened(
      Installation installation, Supplier<Outcome<Caller>> callers, Json json, LineWriter out) {
    // Clients do not all wait for a process to end by itself.
    installation.closeAtTheEnd(() -> {});
    Shapes shapes =
        new Shapes(
            installation.format(),
            installation.clock(),
            () -> LocalBackend.publicUrl(installation));
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    McpLanes lanes =
        McpLanes.over(
            installation,
            KeyCatalogue.of(
                installation.verbs(),
                shapes,
                json,
                Release.number(),
                installation.folder().path().toString()),
            json,
            LegacyLane.PATIENCE,
            workers);
    StdioDoor door =
        new StdioDoor(
            new StdioDoor.Parts(
                lanes.limiter(),
                lanes.legacy(),
                lanes.modern(),
                lanes.subscriptions(),
                installation.changes(),
                json,
                callers,
                workers),
            out);
    Chores chores = new Chores();
    chores.every(FLUSH_MILLIS, "flushing usage", installation.meter()::flush);
    chores.every(CHANGE_MILLIS, "telling of changes", installation.changes()::poll);
    return new Opened(installation, chores, door);
  }

  private static Supplier<Outcome<Caller>> keyCallers(Installation installation, Secret key) {
    return () -> {
      Verdict verdict = installation.authenticator().verify(key.reveal(), List.of());
      return switch (verdict) {
        case Verdict.Accepted(var grant) -> {
          installation.meter().used(grant);
          yield Outcome.done(Caller.holding(grant, Client.UNKNOWN, Door.MCP));
        }
        case Verdict.Admitted(var token) ->
            Outcome.done(Caller.holding(token, Client.UNKNOWN, Door.MCP));
        case Verdict.Rejected rejected -> {
          installation.meter().count(rejected, Client.UNKNOWN);
          yield Outcome.refused(new Refusal.NotAdmitted(rejected.code(), rejected.message()));
        }
      };
    };
  }
}
