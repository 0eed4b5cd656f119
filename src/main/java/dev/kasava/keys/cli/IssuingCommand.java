package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyShape;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Those that can hand out a secret. */
abstract class IssuingCommand extends KeyCommand {
  @Option(
      names = "--show-secret",
      description = "Print the secret also where this is not a terminal.")
  boolean showSecret;

  @Mixin DeliveryOptions delivery = new DeliveryOptions();

  IssuingCommand(Context context) {
    super(context);
  }

  /** Where the secret goes, ready to take it; empty when it is to be shown. */
  final Optional<Destination> destination() {
    Optional<URI> server =
        options.local
            ? context.backend().notedServer()
            : context.serverOf(options).or(() -> context.server(options.server));
    Optional<Destination> destination = delivery.destination(context, server);
    destination.ifPresent(Destination::prepare);
    return destination;
  }

  /**
   * Delivers a secret that was made for it.
   *
   * @param undo what there is to do when it could not be delivered, and what to say then
   */
  final void deliver(Destination destination, IssueShape issue, Supplier<String> undo) {
    KeyShape key = issue.key();
    Delivery.deliver(destination, issue, undo);
    if (options.json) {
      printJson(new DeliveredShape(key, destination.place()));
    } else {
      print(
          "The secret of \""
              + key.name()
              + "\" ("
              + key.preview()
              + ") went to "
              + destination.place()
              + ".");
    }
    DeliveryOptions.caution(context, destination);
  }

  private record DeliveredShape(KeyShape key, String deliveredTo) {}

  /** Whether somebody is there whom the secret can be shown to. */
  final boolean mayShow() {
    return showSecret || context.terminal().isInteractive();
  }

  final void print(IssueShape issue) {
    if (options.json) {
      printJson(issue);
    } else if (issue.secret() != null) {
      context
          .terminal()
          .err()
          .println("This is shown once. Keep it in a password manager or secrets vault:");
      print(issue.secret());
    } else {
      print(
          "\""
              + issue.key().name()
              + "\" ("
              + issue.key().id()
              + ") waits for its claim, for"
              + " an hour.");
      print("Claim it on the page: " + issue.claimUrl());
      print("or at a terminal:     kasava keys claim " + issue.key().id());
    }
  }
}
