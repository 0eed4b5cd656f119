package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.integration.Integration;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.Json;
import java.io.PrintStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kasava doctor}: whether all is well, and what to do where it is not. */
@Command(name = "doctor", description = "Check that all is well, and say what to do where not.")
final class DoctorCommand implements Callable<Integer> {
  private final Context context;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "The server; else KASAVA_URL, else the one that login recorded. Without any of them, the"
              + " data folder is looked at.")
  @Nullable String server;

  @Option(
      names = "--local",
      description = "Look at the data folder and its server, whatever login recorded.")
  boolean local;

  @Option(names = "--json", description = "Print the findings as JSON.")
  boolean json;

  DoctorCommand(Context context) {
    this.context = context;
  }

  private record Report(boolean isWell, List<Backend.Check> checks) {}

  @Override
  public Integer call() {
    if (local && server != null) {
      throw KeyCommand.contradiction();
    }
    List<Backend.Check> checks = new ArrayList<>();
    checks.add(
        new Backend.Check("Java", true, System.getProperty("java.runtime.version", "?"), ""));
    Optional<URI> url = local ? Optional.empty() : context.sources().server(server);
    if (url.isPresent()) {
      checks.addAll(ServerProbe.checks(url.get().toString(), context.times()::now));
    } else {
      checks.addAll(context.backend().checkDataFolder());
    }
    checks.add(checkKeychain(isKeychainNeeded(url)));
    checks.add(checkKey(url));
    checks.addAll(clients(url.or(context.backend()::notedServer)));
    boolean isWell = checks.stream().allMatch(Backend.Check::isWell);
    if (json) {
      context.terminal().out().println(new Json().text(new Report(isWell, checks)));
    } else {
      checks.forEach(this::print);
    }
    return isWell ? ExitCode.OK : ExitCode.REFUSED;
  }

  private Backend.Check checkKey(Optional<URI> url) {
    return switch (context.sources().findKey(url.orElse(null), Account.CLI)) {
      case Credential.Missing missing ->
          new Backend.Check("Key", true, "none; commands need one, or --local", "");
      case Credential.Failed(String sentence, String remedy) ->
          new Backend.Check("Key", false, sentence, remedy);
      case Credential.Found found -> checkKey(url, found);
    };
  }

  private Backend.Check checkKey(Optional<URI> url, Credential.Found found) {
    try (Keys keys = context.keys(url.orElse(null), found.secret())) {
      IdentityShape identity = keys.whoAmI();
      String name = identity.key() == null ? "" : "\"" + identity.key().name() + "\", ";
      return new Backend.Check("Key", true, name + "from " + found.place(), "");
    } catch (CommandFailure | KeysFailure e) {
      return new Backend.Check("Key", false, "not good", String.valueOf(e.getMessage()));
    }
  }

  /** Not to be connected is nothing wrong; to be configured without a good key is. */
  private List<Backend.Check> clients(Optional<URI> url) {
    List<Backend.Check> checks = new ArrayList<>();
    context
        .connections()
        .found()
        .forEach(
            (client, isConfigured) ->
                checks.add(
                    isConfigured
                        ? configured(client, url)
                        : new Backend.Check(
                            client.title(),
                            true,
                            "is here, not connected; \"kasava connect "
                                + client.id()
                                + "\" does that",
                            "")));
    return checks;
  }

  private Backend.Check configured(Integration client, Optional<URI> url) {
    String remedy = "Run \"kasava connect " + client.id() + "\" again.";
    if (url.isEmpty()) {
      return new Backend.Check(client.title(), true, "is configured; no server is known here", "");
    }
    if (!(context.sources().keptKey(url.get(), client.id()) instanceof Credential.Found found)) {
      return new Backend.Check(
          client.title(), false, "is configured, but no key is kept for it", remedy);
    }
    try (Keys keys = context.keys(url.get(), found.secret())) {
      IdentityShape identity = keys.whoAmI();
      String name = identity.key() == null ? "" : ", with \"" + identity.key().name() + "\"";
      return new Backend.Check(client.title(), true, "is connected" + name, "");
    } catch (KeysFailure e) {
      return new Backend.Check(
          client.title(), false, "is configured, but its key is not good", remedy);
    }
  }

  /** Connected clients keep their keys there, and so does whoever uses a server. */
  private boolean isKeychainNeeded(Optional<URI> url) {
    boolean isKeyKept = url.isPresent() && context.sources().keyOfEnvironment().isEmpty();
    return isKeyKept || context.connections().found().containsValue(true);
  }

  private Backend.Check checkKeychain(boolean isNeeded) {
    Keychain keychain = context.sources().keychain(false);
    return switch (keychain.probe()) {
      case Keychain.Change.Done done ->
          new Backend.Check("Keychain", true, keychain.place() + " is open", "");
      case Keychain.Change.Failed(Trouble trouble) ->
          isNeeded
              ? new Backend.Check("Keychain", false, trouble.sentence(), trouble.remedy())
              : new Backend.Check("Keychain", true, "not needed here. " + trouble.sentence(), "");
    };
  }

  private void print(Backend.Check check) {
    PrintStream out = context.terminal().out();
    String mark = check.isWell() ? "\u2713 " : "\u2717 ";
    out.println(SafeText.of(mark + check.name() + ": " + check.finding()));
    if (!check.isWell()) {
      out.println(SafeText.of("  " + check.remedy()));
    }
  }
}
