package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Delivery;
import dev.kasava.keys.holder.Destination;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.IssueShape;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava keys create}. */
@Command(name = "create", description = "Create a key.")
final class CreateCommand extends IssuingCommand {
  @Parameters(paramLabel = "NAME", description = "What it is for, e.g. \"GitHub Actions CI\".")
  String name = "";

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = "30d, 2027-01-31, RFC 3339, or never (the default).")
  String expires = "never";

  @Option(
      names = "--scopes",
      split = ",",
      paramLabel = "SCOPE",
      description = "Separated by commas; keys:read unless given.")
  @Nullable List<String> scopes;

  @Option(
      names = "--member",
      paramLabel = "MEMBER",
      description = "Whose of the team it is to be, by id or name; your own unless given.")
  @Nullable String member;

  @Option(
      names = "--rate-limit",
      paramLabel = "LIMIT",
      description = "So many requests in such a span, e.g. 100/1m; any number unless given.")
  @Nullable String rateLimit;

  CreateCommand(Context context) {
    super(context);
  }

  @Override
  void run(Keys keys) {
    String expiresAt = context.times().expiry(expires);
    Optional<Destination> destination = destination();
    IssueShape issue =
        keys.create(
            new Keys.NewKey(
                name,
                expiresAt,
                scopes,
                destination.isEmpty() && mayShow(),
                rateLimit == null ? null : Limits.parse(rateLimit),
                member == null ? null : MembersCommand.memberId(keys, member)));
    if (destination.isEmpty()) {
      print(issue);
      return;
    }
    String id = issue.key().id();
    deliver(destination.get(), keys.claim(id), () -> Delivery.withdraw(keys, id));
  }
}
