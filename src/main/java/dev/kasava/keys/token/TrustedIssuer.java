package dev.kasava.keys.token;

import dev.kasava.keys.key.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An issuer whose access tokens are taken, as the operator described it.
 *
 * @param issuer exactly as its tokens have it
 * @param audiences of which a token has to name one; empty for this server's public URL
 * @param ownerClaim the claim whose value is the id of an owner of keys here
 * @param jwksFile a file with its public keys; null to fetch them
 * @param jwksUri where they are fetched; null to ask its metadata
 * @param scopes its names and ours; empty to take its names as they are
 */
public record TrustedIssuer(
    URI issuer,
    Set<String> audiences,
    String ownerClaim,
    @Nullable Path jwksFile,
    @Nullable URI jwksUri,
    Map<String, Scope> scopes) {
  /** The claim that names the owner unless another is chosen. */
  public static final String OWNER_CLAIM = "kasava_owner";
}
