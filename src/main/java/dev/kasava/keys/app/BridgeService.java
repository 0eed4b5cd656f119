package dev.kasava.keys.app;

import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.SettingsFile;
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
  private BridgeService() {}

  /**
   * Serves until the input ends.
   *
   * @param holder whose key, as {@link Account#holder} has it
   */
  static int run(
      URI server,
      String holder,
      Map<String, String> environment,
      SettingsFile settings,
      Keychains keychains,
      Terminal terminal) {
    terminal.err().println("kasava: serving MCP as a bridge to " + server + ".");
    Json json = new Json();
    Credentials credentials = new Credentials(environment, keychains);
    Account account = new Account(server, holder);
    OfferedKey offered = new OfferedKey(environment, account);
    try {
      new Bridge(
              server,
              () ->
                  credentials
                      .ofEnvironment()
                      .orElseGet(
                          () -> {
                            Storage storage = settings.read().storage();
                            return chosen(
                                offered.move(keychains.open(storage, false)),
                                credentials.find(account, storage),
                                terminal);
                          }),
              "The person has to run: " + Credentials.loginCommand(account),
              new LineWriter(terminal.out(), json),
              json)
          .run(terminal.in());
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "The client's messages cannot be read any more.");
    }
  }

  /** What is kept goes before what a client's settings offer, unless that is newer and good. */
  private static Credential chosen(OfferedKey.Result offered, Credential kept, Terminal terminal) {
    return switch (offered) {
      case OfferedKey.Result.Nothing nothing -> kept;
      case OfferedKey.Result.Moved moved -> {
        terminal.err().println("kasava: the key of the settings is in " + moved.place() + " now.");
        yield kept;
      }
      case OfferedKey.Result.Unkept(Secret secret, String advice) -> {
        terminal
            .err()
            .println("kasava: the key stays in the client's settings, unencrypted. " + advice);
        yield ofSettings(secret);
      }
      case OfferedKey.Result.Unproved(Secret secret) ->
          kept instanceof Credential.Found ? kept : ofSettings(secret);
    };
  }

  private static Credential ofSettings(Secret secret) {
    return new Credential.Found(secret, Credential.Source.ENVIRONMENT, "the client's own settings");
  }
}
