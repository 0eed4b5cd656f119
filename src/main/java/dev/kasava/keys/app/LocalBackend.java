package dev.kasava.keys.app;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.cli.Backend;
import dev.kasava.keys.cli.Backups;
import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.LocalKeys;
import dev.kasava.keys.cli.LocalOwners;
import dev.kasava.keys.cli.LocalTransfers;
import dev.kasava.keys.cli.Moves;
import dev.kasava.keys.cli.Owners;
import dev.kasava.keys.cli.PepperKeeper;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.cli.Transfers;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.ServerAddress;
import dev.kasava.keys.store.MoveProgress;
import dev.kasava.keys.wire.Shapes;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What commands do on this machine's own data folder. */
final class LocalBackend implements Backend {
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Terminal terminal;
  private final BridgeService bridge;

  LocalBackend(
      Map<String, String> environment,
      InstantSource clock,
      Terminal terminal,
      BridgeService bridge) {
    this.environment = environment;
    this.clock = clock;
    this.terminal = terminal;
    this.bridge = bridge;
  }

  @Override
  public int serve(ServeOptions options) {
    return translated(() -> new Serve(environment, clock, terminal).run(options));
  }

  @Override
  public int mcp(@Nullable Secret key) {
    return translated(
        () -> {
          DataFolder folder = DataFolder.ofEnvironment(environment);
          return key == null
              ? StdioService.run(folder, this::open, terminal)
              : StdioService.run(folder, key, this::open, terminal);
        });
  }

  @Override
  public int bridge(URI server, String holder) {
    return bridge.run(server, holder);
  }

  @Override
  public Keys local(@Nullable Secret key) {
    return opened(
        installation ->
            new LocalKeys(
                installation.verbs(),
                shapes(installation),
                caller(installation, key),
                installation::close));
  }

  @Override
  public Keys localOf(String owner) {
    return opened(
        installation ->
            new LocalKeys(
                installation.verbs(),
                shapes(installation),
                Caller.operator(
                    LocalOwners.find(installation.verbs().owners(), owner).id(), Door.CLI),
                installation::close));
  }

  @Override
  public Owners owners() {
    return opened(
        installation ->
            new LocalOwners(
                installation.verbs().owners(), shapes(installation), installation::close));
  }

  @Override
  public Transfers transfers() {
    return opened(installation -> new LocalTransfers(installation.verbs(), installation::close));
  }

  @Override
  public Backups backups() {
    FolderBackups backups =
        new FolderBackups(DataFolder.ofEnvironment(environment), environment, clock);
    return new Backups() {
      @Override
      public Taken take(Path target, boolean withPepper, boolean mayReplace) {
        return translated(() -> backups.take(target, withPepper, mayReplace));
      }

      @Override
      public Outcome restore(Path file, boolean isRevived, boolean isChecked) {
        return translated(() -> backups.restore(file, isRevived, isChecked));
      }
    };
  }

  @Override
  public Moves moves() {
    FolderMoves moves = new FolderMoves(environment, clock);
    return new Moves() {
      @Override
      public Moved toServer(@Nullable Path from, String url, MoveProgress progress) {
        return translated(() -> moves.toServer(from, url, progress));
      }

      @Override
      public Moved toFolder(@Nullable Path from, Path to, MoveProgress progress) {
        return translated(() -> moves.toFolder(from, to, progress));
      }
    };
  }

  @Override
  public PepperKeeper peppers() {
    return opened(installation -> new LocalPeppers(installation, environment));
  }

  private Shapes shapes(Installation installation) {
    return new Shapes(installation.format(), clock, () -> publicUrl(installation));
  }

  /** Opens the data folder for what closes it again. */
  private <T> T opened(Function<Installation, T> use) {
    return translated(
        () -> {
          Installation installation = open();
          try {
            return use.apply(installation);
          } catch (RuntimeException e) {
            installation.close();
            throw e;
          }
        });
  }

  @Override
  public Optional<URI> notedServer() {
    return translated(
        () -> DataFolder.ofEnvironment(environment).readPublicUrl().flatMap(ServerAddress::parse));
  }

  /** Where the page of a data folder is, as its server noted; its usual place before that. */
  static String publicUrl(Installation installation) {
    return installation.folder().readPublicUrl().orElse("http://127.0.0.1:8787");
  }

  private Installation open() {
    return Installation.open(DataFolder.ofEnvironment(environment), environment, clock);
  }

  private static Caller caller(Installation installation, @Nullable Secret key) {
    if (key == null) {
      return operator(installation, Door.CLI);
    }
    return switch (installation.authenticator().verify(key.reveal(), List.of())) {
      case Verdict.Accepted(var grant) -> Caller.holding(grant, Client.KASAVA, Door.CLI);
      case Verdict.Admitted(var token) -> Caller.holding(token, Client.KASAVA, Door.CLI);
      case Verdict.Rejected rejected ->
          throw new CommandFailure(ExitCode.NOT_ALLOWED, rejected.message());
    };
  }

  static Caller operator(Installation installation, Door door) {
    Owner owner =
        installation
            .keys()
            .read(reader -> reader.firstOwner())
            .orElseThrow(
                () ->
                    new DataFolderException(
                        "The data folder has no owner yet. Start the server once with \"kasava"
                            + " serve\"."));
    return Caller.operator(owner.id(), door);
  }

  @Override
  public List<Check> checkDataFolder() {
    return translated(
        () ->
            new DataFolderChecks(DataFolder.ofEnvironment(environment), environment, clock).run());
  }

  private interface Work<T> {
    T run();
  }

  /** Doors below know nothing of this package's own exception. */
  private static <T> T translated(Work<T> work) {
    try {
      return work.run();
    } catch (DataFolderException e) {
      throw new CommandFailure(ExitCode.UNREACHABLE, String.valueOf(e.getMessage()));
    }
  }
}
