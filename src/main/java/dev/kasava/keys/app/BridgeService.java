package dev.kasava.keys.app;

import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.keychain.Account;
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
    try {
      new Bridge(
              server,
              () -> credentials.find(account, settings.read().storage()),
              "The person has to run: " + Credentials.loginCommand(account),
              new LineWriter(terminal.out(), json),
              json)
          .run(terminal.in());
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "The client's messages cannot be read any more.");
    }
  }
}
