package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.IssueShape;
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
    if (mayShow()) {
      print(keys.claim(idOf(keys, reference)));
    } else {
      printLink(keys.unclaimed(idOf(keys, reference)));
    }
  }

  private void printLink(IssueShape issue) {
    if (options.json) {
      printJson(issue);
    } else {
      print(String.valueOf(issue.claimUrl()));
    }
    context.say(
        "A claim shows the secret, and this is not a terminal, so nothing was claimed. Open the"
            + " link, signed in, to claim it there. Or claim it at a terminal, deliver it with"
            + " --to-keychain, --env-file or --to-command, or add --show-secret.");
  }
}
