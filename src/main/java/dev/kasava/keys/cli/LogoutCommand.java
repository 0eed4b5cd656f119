package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Settings;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import java.net.URI;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kasava logout}: forgets a key. It stays good: deleting it is another matter. */
@Command(name = "logout", description = "Forget your key on this machine; it goes on working.")
final class LogoutCommand implements Callable<Integer> {
  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  LogoutCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Sources sources = context.sources();
    URI server =
        sources
            .server(options.server)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.REFUSED,
                        "No login is recorded on this machine. Name the server with --server."));
    Keychain keychain = sources.keychain(context.terminal().isInteractive());
    Account account = new Account(server, options.holder());
    boolean isThere = keychain.get(account) instanceof Keychain.Lookup.Found;
    if (keychain.remove(account) instanceof Keychain.Change.Failed(Trouble trouble)) {
      throw new CommandFailure(ExitCode.REFUSED, "The key is still kept. " + trouble.advice());
    }
    Settings settings = sources.settings().read();
    if (server.equals(settings.server()) && account.holder().equals(Account.CLI)) {
      sources.settings().write(new Settings(null, settings.authorities(), settings.storage()));
    }
    context.print(
        isThere
            ? "The key for " + server + " is forgotten here. It goes on working elsewhere."
            : "There was no key for " + server + " here.");
    return ExitCode.OK;
  }
}
