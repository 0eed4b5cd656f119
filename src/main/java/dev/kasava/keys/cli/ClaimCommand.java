package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.remote.Keys;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kasava keys claim}. */
@Command(name = "claim", description = "Generate the secret of a pending key, once.")
final class ClaimCommand extends IssuingCommand {
  @Parameters(paramLabel = "KEY", description = "The key's id or name.")
  String reference = "";

  ClaimCommand(Context context) {
    super(context);
  }

  @Override
  void run(Keys keys) {
    Optional<Destination> destination = destination();
    if (destination.isPresent()) {
      deliver(destination.get(), keys.claim(idOf(keys, reference)), Delivery::lost);
      return;
    }
    if (!mayShow()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "A claim shows the secret, and this is not a terminal. Claim it at a terminal, deliver"
              + " it with --to-keychain, --env-file or --to-command, or add --show-secret.");
    }
    print(keys.claim(idOf(keys, reference)));
  }
}
