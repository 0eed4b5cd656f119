package dev.kasava.keys.cli;

import dev.kasava.keys.integration.OfferedKey;
import dev.kasava.keys.integration.OfferedKey.Result;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.wire.Json;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code kasava adopt}: moves a key from a client's settings to the keychain, and tells the person
 * in the form that Claude Code's hooks have (its documentation, hooks, systemMessage).
 */
@Command(
    name = "adopt",
    hidden = true,
    description = "Move the key of a client's own settings to the keychain; for its hooks.")
final class AdoptCommand implements Callable<Integer> {
  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  AdoptCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    URI server = context.server(options.server).orElse(Sources.USUAL_SERVER);
    Result result =
        new OfferedKey(context.sources().environment(), new Account(server, options.holder()))
            .move(context.sources().keychain(false));
    sentence(result)
        .ifPresent(
            text ->
                context.terminal().out().println(new Json().text(Map.of("systemMessage", text))));
    return ExitCode.OK;
  }

  private static Optional<String> sentence(Result result) {
    return switch (result) {
      case Result.Nothing nothing -> Optional.empty();
      case Result.Unproved unproved -> Optional.empty();
      case Result.Moved moved when moved.isCleared() ->
          Optional.of("Kasava Keys: your API key moved to " + moved.place() + ".");
      case Result.Moved moved ->
          Optional.of(
              "Kasava Keys: your API key is kept in "
                  + moved.place()
                  + " now. Claude Code still has a copy in its own settings; clear it with"
                  + " /plugin, Configure.");
      case Result.Unkept unkept ->
          Optional.of(
              "Kasava Keys: your API key could not be moved to a keychain, so it stays in Claude"
                  + " Code's own settings, unencrypted. "
                  + unkept.advice());
    };
  }
}
