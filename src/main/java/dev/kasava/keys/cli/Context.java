package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.integration.Connections;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.RemoteKeys;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands are given. */
record Context(
    Terminal terminal, Sources sources, Connections connections, Backend backend, Times times) {
  /** The verbs of a server, or of the data folder when there is none, with the person's own key. */
  Keys keys(Optional<URI> server) {
    return keys(server, Account.CLI);
  }

  /**
   * Likewise with the key that is kept for a tool.
   *
   * @param holder as {@link Account#holder} has it
   */
  Keys keys(Optional<URI> server, String holder) {
    return keys(server.orElse(null), sources.key(server.orElse(null), holder));
  }

  /** The server of a key; empty for the data folder, for which no tool's key is kept. */
  Optional<URI> serverOf(HolderOptions options) {
    return options.holder().equals(Account.CLI)
        ? sources.server(options.server)
        : server(options.server).or(() -> Optional.of(Sources.USUAL_SERVER));
  }

  /**
   * Likewise with this key.
   *
   * @param server null for the data folder
   */
  Keys keys(@Nullable URI server, Secret key) {
    return server == null ? backend.local(key) : new RemoteKeys(server, key);
  }

  /**
   * The server that a command is about which needs one: also the data folder's own, where it noted
   * its address.
   *
   * @param option as it was given; null when it was not
   */
  Optional<URI> server(@Nullable String option) {
    return sources.server(option).or(backend::notedServer);
  }

  /** Likewise, refused where there is none. */
  URI neededServer(@Nullable String option) {
    return server(option)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "Which server's key? Run \"kasava login\", or name it with --server."));
  }

  /**
   * The verbs of whoever manages keys: the operator, or the person with their own key; empty where
   * they have none.
   */
  Optional<Keys> managingKeys(URI server, boolean isLocal) {
    if (isLocal) {
      return Optional.of(backend.local(null));
    }
    return sources.findKey(server, Account.CLI) instanceof Credential.Found found
        ? Optional.of(keys(server, found.secret()))
        : Optional.empty();
  }

  void print(String line) {
    terminal.out().println(SafeText.of(line));
  }

  void say(String line) {
    terminal.err().println(SafeText.of(line));
  }
}
