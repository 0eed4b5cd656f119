package dev.kasava.keys.cli;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.RemoteKeys;
import java.net.URI;
import java.util.Optional;

/** What commands are given. */
record Context(Terminal terminal, Sources sources, Backend backend, Times times) {
  /** The verbs of a server, or of the data folder when there is none, with the person's own key. */
  Keys keys(Optional<URI> server) {
    Secret key = sources.key(server.orElse(null), Account.CLI);
    return server.isPresent() ? new RemoteKeys(server.get(), key) : backend.local(key);
  }

  void print(String line) {
    terminal.out().println(SafeText.of(line));
  }

  void say(String line) {
    terminal.err().println(SafeText.of(line));
  }
}
