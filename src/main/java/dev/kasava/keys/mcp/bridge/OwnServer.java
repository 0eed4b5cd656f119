package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.key.Secret;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.remote.RemoteKeys;
import java.net.URI;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The server's verbs, with the key of this tool. Thread-safe; blocks. */
final class OwnServer {
  private final URI server;
  private final HeldKey key;

  OwnServer(URI server, HeldKey key) {
    this.server = server;
    this.key = key;
  }

  /** The verbs with another secret. */
  Keys with(Secret secret) {
    return new RemoteKeys(server, secret);
  }

  /** From now on the key of this tool is this one. */
  void use(Secret secret) {
    key.use(secret);
  }

  /**
   * Asks; once more where another key has come in the place of one that is no longer good.
   *
   * @throws Outage when there is no key
   * @throws KeysFailure when the server refuses, or cannot be asked
   */
  <T> T ask(Function<Keys, T> question) throws Outage {
    Secret used = key.get();
    try (Keys keys = with(used)) {
      return question.apply(keys);
    } catch (KeysFailure e) {
      @Nullable Secret other =
          e.kind() == KeysFailure.Kind.KEY_NOT_GOOD ? key.insteadOf(used) : null;
      if (other == null) {
        throw e;
      }
      try (Keys keys = with(other)) {
        return question.apply(keys);
      }
    }
  }
}
