package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Rotation;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kasava rotate}: one's own key, in place. */
@Command(
    name = "rotate",
    description = "Give the key that is kept here a new secret, and keep that in its place.")
final class RotateCommand implements Callable<Integer> {
  private static final Keys.Regeneration UNTIL_FIRST_USE =
      new Keys.Regeneration(0, true, null, false, true);

  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  @Option(
      names = "--local",
      description = "Where the key may not change keys: as the operator of the data folder.")
  boolean local;

  @Option(names = "--json", description = "Print what came of it as JSON.")
  boolean json;

  RotateCommand(Context context) {
    this.context = context;
  }

  /**
   * @param oldSecretWorks until the new one is used
   */
  private record RotatedShape(KeyShape key, String deliveredTo, boolean oldSecretWorks) {}

  @Override
  public Integer call() {
    if (local && options.server != null) {
      throw KeyCommand.contradiction();
    }
    Sources sources = context.sources();
    URI server = local ? ofDataFolder() : context.neededServer(options.server);
    if (sources.keyOfEnvironment().isPresent()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The environment names the key that is in use, so nothing can be put in its place."
              + " Regenerate that one with \"kasava keys regenerate\" and put the new secret where"
              + " the old one is; or take the variable away, to rotate the key that is kept.");
    }
    Keychain keychain = sources.keychain(context.terminal().isInteractive());
    Rotation rotation =
        new Rotation(
            keychain,
            new Account(server, options.holder()),
            secret -> context.keys(server, secret),
            sources.settings().folder());
    return report(
        rotation.rotate(
            null,
            () -> managing(server),
            (keys, own) -> keys.regenerate(own.id(), UNTIL_FIRST_USE)),
        keychain.place());
  }

  private URI ofDataFolder() {
    return context
        .backend()
        .notedServer()
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "The data folder has no server yet. Start it with \"kasava serve\"."));
  }

  /** A tool's key may do less than the person's own. */
  private Optional<Keys> managing(URI server) {
    return !local && options.holder().equals(Account.CLI)
        ? Optional.empty()
        : context.managingKeys(server, local);
  }

  private int report(Rotation.Result result, String place) {
    KeyShape key = result.key();
    boolean isDone = result instanceof Rotation.Result.Done;
    if (json) {
      context.terminal().out().println(new Json().text(new RotatedShape(key, place, !isDone)));
    } else {
      context.print(
          "\""
              + key.name()
              + "\" has a new secret ("
              + key.preview()
              + "), kept in "
              + place
              + ".");
    }
    return switch (result) {
      case Rotation.Result.Done done -> {
        context.say("The old one no longer works.");
        yield ExitCode.OK;
      }
      case Rotation.Result.Unproven unproven -> {
        context.say("The old one works until the new one is used. " + unproven.why());
        yield ExitCode.UNREACHABLE;
      }
    };
  }
}
