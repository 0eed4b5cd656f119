package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.Keychains;
import dev.kasava.keys.holder.Settings;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.remote.ServerAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which server, and which key. */
final class Sources {
  /** Where a server on this machine listens unless told otherwise. */
  static final URI USUAL_SERVER = URI.create("http://127.0.0.1:8787");

  private static final String URL = "KASAVA_URL";

  private final Map<String, String> environment;
  private final SettingsFile settings;
  private final Keychains keychains;
  private final Credentials credentials;

  Sources(Map<String, String> environment, SettingsFile settings, Keychains keychains) {
    this.environment = environment;
    this.settings = settings;
    this.keychains = keychains;
    this.credentials = new Credentials(environment, keychains);
  }

  Map<String, String> environment() {
    return environment;
  }

  SettingsFile settings() {
    return settings;
  }

  /**
   * The server named by the option, else by the environment, else the one that {@code login}
   * recorded; empty for the data folder.
   */
  Optional<URI> server(@Nullable String option) {
    String text = option != null ? option : environment.get(URL);
    return text == null || text.isBlank()
        ? Optional.ofNullable(settings.read().server())
        : Optional.of(serverUrl(text));
  }

  /** A URL of a server, without a path. */
  static URI serverUrl(String text) {
    return ServerAddress.parse(text)
        .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, ServerAddress.EXPECTED));
  }

  /** Where secrets are kept, opened. */
  Keychain keychain(boolean mayPrompt) {
    return keychains.open(settings.read().storage(), mayPrompt);
  }

  Keychain keychain(Storage storage, boolean mayPrompt) {
    return keychains.open(storage, mayPrompt);
  }

  /** The key that the environment names, if it names one. */
  Optional<Credential> keyOfEnvironment() {
    return credentials.ofEnvironment();
  }

  /**
   * The key to use.
   *
   * @param server null for the data folder
   * @param holder whose account, as {@link Account#holder} has it
   */
  Credential findKey(@Nullable URI server, String holder) {
    Settings now = server == null ? Settings.NONE : settings.read();
    return credentials.find(server == null ? null : new Account(server, holder), now.storage());
  }

  /** What is kept for a tool, whatever the environment names. */
  Credential keptKey(URI server, String holder) {
    return credentials.kept(new Account(server, holder), settings.read().storage());
  }

  /** The key to use, or the failure that says how to come by one. */
  Secret key(@Nullable URI server, String holder) {
    Credential credential = findKey(server, holder);
    // Ahead of the switch, which takes the JVM long to set up (decision 17).
    if (credential instanceof Credential.Found found) {
      return found.secret();
    }
    return switch (credential) {
      case Credential.Found found -> found.secret();
      case Credential.Missing missing ->
          throw new CommandFailure(ExitCode.NOT_ALLOWED, remedy(server, holder));
      case Credential.Failed failed ->
          throw new CommandFailure(ExitCode.NOT_ALLOWED, failed.advice());
    };
  }

  /** What to do where there is no key. */
  static String remedy(@Nullable URI server, String holder) {
    if (server == null) {
      return "Which key? Either "
          + Credentials.BY_ENVIRONMENT
          + ". The operator of the data folder adds --local instead; \"kasava login\" keeps a key"
          + " for a server.";
    }
    return "There is no key"
        + (holder.equals(Account.CLI) ? "" : " of " + holder)
        + " for "
        + server
        + " yet. Run \""
        + Credentials.loginCommand(new Account(server, holder))
        + "\", or "
        + Credentials.BY_ENVIRONMENT
        + ".";
  }
}
