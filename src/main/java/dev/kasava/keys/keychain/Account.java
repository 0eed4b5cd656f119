package dev.kasava.keys.keychain;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Whose secret it is: every server and every tool on it has an account of its own, so that one can
 * be revoked without the others.
 *
 * @param server the address of the server, without a path
 * @param holder ASCII: the tool that uses the secret ({@link #CLI}, {@code cursor}...), or a key
 *     that is kept for programs, as {@link #ofKey} names it
 */
public record Account(URI server, String holder) {
  /** What all accounts have in common, as keychain programs show it. */
  public static final String SERVICE = "kasava-keys";

  /** The person's own key, which {@code kasava login} keeps. */
  public static final String CLI = "cli";

  /** The account of a key that is kept for programs, by the key's name. */
  public static Account ofKey(URI server, String keyName) {
    // Windows takes no more than ASCII here.
    return new Account(server, "key/" + URLEncoder.encode(keyName, StandardCharsets.UTF_8));
  }

  /** As a keychain names it, beside {@link #SERVICE}; ASCII. */
  public String name() {
    return holder + "@" + server.toASCIIString();
  }
}
