package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.IssueShape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava keys regenerate}. */
@Command(name = "regenerate", description = "Give a key a new secret.")
final class RegenerateCommand extends IssuingCommand {
  @Parameters(paramLabel = "KEY", description = "The key's id or name.")
  String reference = "";

  @Option(
      names = "--overlap",
      paramLabel = "SPAN",
      description = "How long the old secret lives on, e.g. 24h; at most 30d.")
  String overlap = "0s";

  @Option(names = "--expires", paramLabel = "WHEN", description = "A new expiry.")
  @Nullable String expires;

  @Option(names = "--revoke-now", description = "End the old secret at once, claimed or not.")
  boolean revokeNow;

  @Option(
      names = "--until-first-use",
      description = "Let the old secret live on until the new one is used.")
  boolean untilFirstUse;

  RegenerateCommand(Context context) {
    super(context);
  }

  @Override
  void run(Keys keys) {
    String expiresAt = expires == null ? null : context.times().expiry(expires);
    if (expires != null && expiresAt == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "A regeneration can move the expiry, not remove it. Use \"kasava keys update --expires"
              + " never\" for that.");
    }
    Optional<Destination> destination = destination();
    IssueShape issue =
        keys.regenerate(
            idOf(keys, reference),
            new Keys.Regeneration(
                Times.span(overlap).toSeconds(),
                destination.isPresent() || mayShow(),
                expiresAt,
                revokeNow,
                untilFirstUse));
    destination.ifPresentOrElse(place -> deliver(place, issue, Delivery::lost), () -> print(issue));
  }
}
