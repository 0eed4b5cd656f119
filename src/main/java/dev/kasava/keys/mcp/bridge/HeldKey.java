package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.holder.Credential;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.key.Secret;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The key that the bridge uses. It is read once, and again after the server refused it: somebody
 * may have put another in its place. Thread-safe; blocks while it is read.
 */
final class HeldKey {
  private final Supplier<Credential> credentials;
  private final Supplier<String> remedy;
  private @Nullable Secret current;

  /**
   * @param remedy what to do where there is no good key
   */
  HeldKey(Supplier<Credential> credentials, Supplier<String> remedy) {
    this.credentials = credentials;
    this.remedy = remedy;
  }

  synchronized Secret get() throws Outage {
    Secret known = current;
    return known == null ? read() : known;
  }

  private Secret read() throws Outage {
    Credential credential = credential();
    // Ahead of the switch, which takes the JVM long to set up (decision 17).
    if (credential instanceof Credential.Found found) {
      current = found.secret();
      return found.secret();
    }
    return switch (credential) {
      case Credential.Found found -> found.secret();
      case Credential.Missing missing ->
          throw new Outage("There is no API key for this tool yet. " + remedy.get());
      case Credential.Failed(String sentence, String what) ->
          throw new Outage(sentence + " " + what);
    };
  }

  private Credential credential() throws Outage {
    try {
      return credentials.get();
    } catch (HolderException e) {
      throw new Outage(String.valueOf(e.getMessage()));
    }
  }

  /** Another key than the one that was refused; null when there is none. */
  synchronized @Nullable Secret insteadOf(Secret refused) throws Outage {
    Secret known = current;
    if (known != null && !Credentials.isSame(known, refused)) {
      return known;
    }
    current = null;
    Secret read = read();
    return Credentials.isSame(read, refused) ? null : read;
  }

  /** From now on it is this one. */
  synchronized void use(Secret secret) {
    current = secret;
  }

  String remedy() {
    return remedy.get();
  }
}
