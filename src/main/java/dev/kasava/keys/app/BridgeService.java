package dev.kasava.keys.app;

import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.Keeping;
import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.integration.Connections;
import dev.kasava.keys.integration.OfferedKey;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.mcp.bridge.Bridge;
import dev.kasava.keys.mcp.stdio.LineWriter;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** MCP over standard input and output, on a server. */
final class BridgeService {
  private final Map<String, String> environment;
  private final SettingsFile settings;
  private final Keychains keychains;
  private final Connections connections;
  private final Terminal terminal;
  private final Credentials credentials;

  BridgeService(
      Map<String, String> environment,
      SettingsFile settings,
      Keychains keychains,
      Connections connections,
      Terminal terminal) {
    this.environment = environment;
    this.settings = settings;
    this.keychains = keychains;
    this.connections = connections;
    this.terminal = terminal;
    this.credentials = new Credentials(environment, keychains);
  }

  /**
   * Serves until the input ends.
   *
   * @param holder whose key, as {@link Account#holder} has it
   */
  int run(URI server, String holder) {
    terminal.err().println("kasava: serving MCP as a bridge to " + server + ".");
    Json json = new Json();
    Account account = new Account(server, holder);
    OfferedKey offered = new OfferedKey(environment, account);
    try {
      new Bridge(
              server,
              () -> credentials.ofEnvironment().orElseGet(() -> kept(account, offered)),
              // Only when it is needed: it looks through the PATH.
              () ->
                  "The person has to "
                      + Credentials.BY_ENVIRONMENT
                      + ", or run: "
                      + connections.remedy(account),
              new Keeping(
                  account,
                  () -> keychains.open(settings.read().storage(), false),
                  credentials::ofEnvironment,
                  settings.folder()),
              new LineWriter(terminal.out(), json),
              json)
          .run(terminal.in());
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "The client's messages cannot be read any more.");
    }
  }

  /** What is kept goes before what a client's settings offer, unless that is newer and good. */
  private Credential kept(Account account, OfferedKey offered) {
    Storage storage = settings.read().storage();
    OfferedKey.Result result = offered.move(keychains.open(storage, false));
    Credential kept = credentials.kept(account, storage);
    // Ahead of the switch, which takes the JVM long to set up (decision 17).
    if (result instanceof OfferedKey.Result.Nothing) {
      return kept;
    }
    return switch (result) {
      case OfferedKey.Result.Nothing nothing -> kept;
      case OfferedKey.Result.Moved moved -> {
        say("the key of the client's settings is in " + moved.place() + " now.");
        yield kept;
      }
      case OfferedKey.Result.Unkept(Secret secret, String advice) -> {
        say("the key stays in the client's settings, unencrypted. " + advice);
        yield ofSettings(secret);
      }
      case OfferedKey.Result.Unproved(Secret secret) ->
          kept instanceof Credential.Found ? kept : ofSettings(secret);
    };
  }

  private void say(String sentence) {
    terminal.err().println("kasava: " + sentence);
  }

  private static Credential ofSettings(Secret secret) {
    return new Credential.Found(secret, Credential.Source.ENVIRONMENT, "the client's own settings");
  }
}
