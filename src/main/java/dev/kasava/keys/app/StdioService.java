package dev.kasava.keys.app;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
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
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.mcp.stdio.StdioDoor;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.Release;
import dev.kasava.keys.wire.Shapes;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** MCP over standard input and output, on one installation. */
final class StdioService {
  private static final int FLUSH_MILLIS = 500;
  private static final int CHANGE_MILLIS = 100;

  private StdioService() {}

  /**
   * Serves until the input ends.
   *
   * @param key the key to act with; null for the operator
   */
  static int run(Installation installation, @Nullable Secret key, Terminal terminal) {
    terminal
        .err()
        .println(
            "kasava: serving MCP on the data folder "
                + installation.folder().path()
                + (key == null ? ", as its operator." : "."));
    // Clients do not all wait for a process to end by itself.
    installation.closeAtTheEnd(() -> {});
    Json json = new Json();
    Shapes shapes =
        new Shapes(
            installation.format(),
            installation.clock(),
            () -> LocalBackend.publicUrl(installation));
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    McpLanes lanes =
        McpLanes.over(
            installation,
            KeyCatalogue.of(installation.verbs(), shapes, json, Release.number()),
            json,
            LegacyLane.PATIENCE,
            workers);
    try (Chores chores = new Chores()) {
      chores.every(FLUSH_MILLIS, "flushing usage", installation.meter()::flush);
      chores.every(CHANGE_MILLIS, "telling of changes", installation.changes()::poll);
      new StdioDoor(
              new StdioDoor.Parts(
                  lanes.limiter(),
                  lanes.legacy(),
                  lanes.modern(),
                  lanes.subscriptions(),
                  installation.changes(),
                  json,
                  callers(installation, key),
                  workers),
              new LineWriter(terminal.out(), json))
          .run(terminal.in());
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "The client's messages cannot be read any more.");
    }
  }

  private static Supplier<Outcome<Caller>> callers(
      Installation installation, @Nullable Secret key) {
    if (key == null) {
      Caller operator = LocalBackend.operator(installation, Door.MCP);
      return () -> Outcome.done(operator);
    }
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
