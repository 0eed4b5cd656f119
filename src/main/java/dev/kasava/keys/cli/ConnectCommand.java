package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Settings;
import dev.kasava.keys.integration.Connection;
import dev.kasava.keys.integration.Integration;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.wire.Json;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kasava connect}: an AI client, in one go. */
@Command(
    name = "connect",
    description = {
      "Connect an AI client: make a key for it alone, keep it in the system keychain, tell the"
          + " client, and try it.",
      "Clients: claude-code, claude-desktop, cursor, vscode, codex, gemini, opencode, windsurf."
    })
final class ConnectCommand implements Callable<Integer> {
  private final Context context;

  @Parameters(paramLabel = "CLIENT", description = "For example claude-code.")
  String name = "";

  @Mixin ServerOption options = new ServerOption();

  @Option(
      names = "--local",
      description = "Make the key as the operator of the data folder, without a key of your own.")
  boolean local;

  @Option(
      names = "--scopes",
      split = ",",
      paramLabel = "SCOPE",
      description = "What it may do; keys:read unless given, keys:read,keys:write to make keys.")
  @Nullable List<String> scopes;

  @Option(
      names = "--expires",
      paramLabel = "WHEN",
      description = "30d, 2027-01-31, RFC 3339, or never (the default).")
  String expires = "never";

  @Option(
      names = "--insecure-storage",
      description =
          "Keep the key unencrypted in a file that only you can read. All your keys are looked up"
              + " in such files from then on, and none in the keychain, until \"kasava login\""
              + " without this.")
  boolean insecureStorage;

  @Option(names = "--remove", description = "Undo it: the entry, the key, and what is kept.")
  boolean remove;

  @Option(names = "--json", description = "Print what was done as JSON.")
  boolean json;

  ConnectCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Integration client =
        Integration.named(name)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE,
                        "There is no such client. Choose one of: " + Integration.choices() + "."));
    if (local && options.server != null) {
      throw KeyCommand.contradiction();
    }
    URI server = server();
    Keychain keychain = keychain();
    Connection connection = context.connections().of(client, server, keychain);
    if (remove) {
      report(client, connection.remove(() -> context.managingKeys(server, local)));
    } else {
      report(
          client,
          connection.connect(
              new Connection.Grant(scopes, context.times().expiry(expires)),
              () -> managingKeys(server)));
    }
    return ExitCode.OK;
  }

  private URI server() {
    return (local ? context.backend().notedServer() : context.server(options.server))
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.UNREACHABLE,
                    "Which server? Start one here with \"kasava serve\", or name it with"
                        + " --server."));
  }

  private Keychain keychain() {
    boolean mayPrompt = context.terminal().isInteractive();
    if (!insecureStorage) {
      return context.sources().keychain(mayPrompt);
    }
    Settings before = context.sources().settings().read();
    context
        .sources()
        .settings()
        .write(new Settings(before.server(), before.authorities(), Storage.FILE));
    return context.sources().keychain(Storage.FILE, mayPrompt);
  }

  private Keys managingKeys(URI server) {
    if (local) {
      return context.backend().local(null);
    }
    return switch (context.sources().findKey(server, Account.CLI)) {
      case Credential.Found found -> context.keys(server, found.secret());
      case Credential.Missing missing -> context.keys(server, askedFor(server));
      case Credential.Failed failed ->
          throw new CommandFailure(ExitCode.NOT_ALLOWED, failed.advice());
    };
  }

  /** Used for this once, and kept nowhere: it may do more than any client should. */
  private Secret askedFor(URI server) {
    return context
        .terminal()
        .askHidden()
        .apply("An API key for " + server + " that may make keys (it is used once, not kept): ")
        .flatMap(text -> KeyFormat.parseAny(text.strip()))
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.NOT_ALLOWED,
                    "A key that may make keys is needed. Run \"kasava login --server "
                        + server
                        + "\" first; the operator of the data folder adds --local instead."));
  }

  private void report(Integration client, Connection.Connected done) {
    if (json) {
      context.terminal().out().println(new Json().text(done));
      return;
    }
    context.print(
        (done.isNew() ? "Made the key \"" : "Kept the key \"")
            + done.key().name()
            + "\" ("
            + done.key().preview()
            + ", "
            + (done.key().scopes().isEmpty() ? "no scopes" : String.join(" ", done.key().scopes()))
            + "); it is in "
            + done.keptIn()
            + ".");
    context.print(
        "Configured "
            + done.configuredIn()
            + (done.backup() == null ? "." : "; as it was: " + done.backup() + "."));
    context.print(client.title() + " reaches the server: a tool call was answered.");
    context.print(done.next());
    if (insecureStorage) {
      context.say("The key is not encrypted: whoever can read your files can use it.");
    }
  }

  private void report(Integration client, Connection.Removed done) {
    if (json) {
      context.terminal().out().println(new Json().text(done));
      return;
    }
    context.print(
        done.wasConfigured()
            ? client.title() + " is not connected any more."
            : client.title() + " was not connected.");
    if (done.deleted() != null) {
      context.print("Its key \"" + done.deleted() + "\" is deleted.");
    }
    if (done.left() != null) {
      context.print(
          "Its key \""
              + done.left()
              + "\" is forgotten here, but goes on working: delete it on the page, or with \"kasava"
              + " keys delete\".");
    }
  }
}
