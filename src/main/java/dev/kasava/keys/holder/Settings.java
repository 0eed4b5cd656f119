package dev.kasava.keys.holder;

import dev.kasava.keys.keychain.Storage;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kasava login} remembers; never a secret.
 *
 * @param server without a path; null before the first login
 */
public record Settings(@Nullable URI server, Storage storage) {
  /** Before anything was remembered. */
  public static final Settings NONE = new Settings(null, Storage.KEYCHAIN);
}
