package dev.kasava.keys.app;

import dev.kasava.keys.holder.Authorities;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.remote.Clients;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whom the program trusts over TLS besides whom Java does. Where a file cannot be read everything
 * else works on, and connecting says what is wrong.
 */
final class Trust {
  private Trust() {}

  /** Has whatever the command connects to be trusted as it should; for the whole process. */
  static void settle(String[] arguments, Map<String, String> environment) {
    if (arguments.length > 0 && arguments[0].equals("serve")) {
      // A server trusts nobody because its user does: what login recorded is nothing to it.
      trust(() -> Authorities.named(environment));
    } else {
      Clients.beforeTls(
          () -> trust(() -> Authorities.named(environment).or(() -> recorded(environment))));
    }
  }

  private static Optional<Path> recorded(Map<String, String> environment) {
    SettingsFile settings =
        SettingsFile.ofEnvironment(environment, System.getProperty("os.name", ""));
    return Optional.ofNullable(settings.read().authorities());
  }

  private static void trust(Supplier<Optional<Path>> authorities) {
    try {
      authorities.get().ifPresent(Authorities::trust);
    } catch (HolderException e) {
      System.err.println("kasava: " + e.getMessage());
    }
  }
}
