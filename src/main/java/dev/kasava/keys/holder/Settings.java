package dev.kasava.keys.holder;

import dev.kasava.keys.keychain.Storage;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code kasava login} remembers; never a secret.
 *
 * @param server without a path; null before the first login
 * @param authorities the file of those that are trusted besides the usual ones; null for none
 */
public record Settings(@Nullable URI server, @Nullable Path authorities, Storage storage) {
  /** Before anything was remembered. */
  public static final Settings NONE = new Settings(null, null, Storage.KEYCHAIN);
}
