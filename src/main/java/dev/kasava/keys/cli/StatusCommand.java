package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyShape;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kasava status}: which server, which key, and where it came from. */
@Command(name = "status", description = "Show which server and key are in use, and from where.")
final class StatusCommand implements Callable<Integer> {
  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  @Option(names = "--json", description = "Print it as JSON.")
  boolean json;

  StatusCommand(Context context) {
    this.context = context;
  }

  /**
   * @param server null for the data folder
   * @param source {@code keychain}, {@code environment} or {@code file}; null when there is none
   * @param place where the key is kept, for people
   * @param hidden what the source keeps from being used; null when nothing
   * @param problem why it does not work, and what to do; null when it works
   */
  private record Report(
      @Nullable String server,
      String integration,
      @Nullable String source,
      @Nullable String place,
      IdentityShape.@Nullable OwnerShape owner,
      @Nullable KeyShape key,
      List<String> scopes,
      @Nullable String hidden,
      @Nullable String problem) {}

  @Override
  public Integer call() {
    @Nullable URI server = context.sources().server(options.server).orElse(null);
    String holder = options.holder();
    Answer answer = look(server, holder);
    if (json) {
      context.terminal().out().println(new Json().text(answer.report()));
    } else {
      print(answer.report());
    }
    return answer.exitCode();
  }

  private record Answer(Report report, int exitCode) {}

  private Answer look(@Nullable URI server, String holder) {
    return switch (context.sources().findKey(server, holder)) {
      case Credential.Missing missing -> keyless(server, holder, Sources.remedy(server, holder));
      case Credential.Failed failed -> keyless(server, holder, failed.advice());
      case Credential.Found found -> ask(server, holder, found);
    };
  }

  private static Answer keyless(@Nullable URI server, String holder, String problem) {
    return new Answer(
        new Report(name(server), holder, null, null, null, null, List.of(), null, problem),
        ExitCode.NOT_ALLOWED);
  }

  private Answer ask(@Nullable URI server, String holder, Credential.Found found) {
    try (Keys keys = context.keys(server, found.secret())) {
      return new Answer(report(server, holder, found, keys.whoAmI(), null), ExitCode.OK);
    } catch (KeysFailure | CommandFailure e) {
      return new Answer(
          report(server, holder, found, null, String.valueOf(e.getMessage())),
          Failures.exitCode(e));
    }
  }

  private Report report(
      @Nullable URI server,
      String holder,
      Credential.Found found,
      @Nullable IdentityShape identity,
      @Nullable String problem) {
    return new Report(
        name(server),
        holder,
        found.source().code(),
        found.place(),
        identity == null ? null : identity.owner(),
        identity == null ? null : identity.key(),
        identity == null ? List.of() : identity.scopes(),
        hidden(server, holder, found),
        problem);
  }

  private static @Nullable String name(@Nullable URI server) {
    return server == null ? null : server.toString();
  }

  /** A stale variable would otherwise win unseen. */
  private @Nullable String hidden(@Nullable URI server, String holder, Credential.Found found) {
    if (server == null || context.sources().keyOfEnvironment().isEmpty()) {
      return null;
    }
    Keychain keychain = context.sources().keychain(false);
    return keychain.get(new Account(server, holder)) instanceof Keychain.Lookup.Found
        ? hides(found, keychain.place())
        : null;
  }

  static String hides(Credential hiding, String place) {
    String where = hiding instanceof Credential.Found found ? found.place() : "The environment";
    return where
        + " hides the key in "
        + place
        + ": it is used instead. Remove it from the environment to use the other.";
  }

  private void print(Report report) {
    Table table =
        new Table("Server", report.server() == null ? "the local data folder" : report.server());
    if (report.owner() != null) {
      table.add("Owner", report.owner().name());
    }
    KeyShape key = report.key();
    if (key != null) {
      table.add("Key", key.name() + "  " + key.preview());
      table.add("Scopes", key.scopes().isEmpty() ? "none" : String.join(" ", key.scopes()));
      table.add("Expires", context.times().shown(key.expiresAt()));
    }
    if (report.source() != null) {
      String place = report.place();
      table.add("Source", report.source() + (place == null ? "" : " (" + place + ")"));
    }
    if (!report.integration().equals(Account.CLI)) {
      table.add("Integration", report.integration());
    }
    table.print(context.terminal().out());
    if (report.hidden() != null) {
      context.say("Note: " + report.hidden());
    }
    if (report.problem() != null) {
      context.say("kasava: " + report.problem());
    }
  }
}
