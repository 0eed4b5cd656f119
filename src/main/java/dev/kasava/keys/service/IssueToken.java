package dev.kasava.keys.service;

import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.token.AccessToken;
import dev.kasava.keys.token.TokenMint;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a short-lived access token from a key. Whoever has the key may: a token reaches no further
 * than its key, and dies with it.
 */
public final class IssueToken {
  private static final int LONGEST_AUDIENCE = 255;

  /**
   * @param audience whom the token is for; null for this server
   * @param isUri whether the audience has to be an absolute URI without a fragment (RFC 8707,
   *     section 2)
   * @param scopes the scopes wanted; null for all that the key has
   */
  public record Request(@Nullable String audience, boolean isUri, @Nullable List<String> scopes) {}

  /** What came of it. */
  public sealed interface Result {
    record Issued(AccessToken token, Scopes scopes) implements Result {}

    /** No token for such an audience. */
    record InvalidTarget(String message) implements Result {}

    /** No token with such scopes. */
    record InvalidScope(String message) implements Result {}
  }

  private final TokenMint mint;

  public IssueToken(TokenMint mint) {
    this.mint = mint;
  }

  /** May block, when a signing key is due. */
  public Result issue(Grant key, Request request) {
    String audience = request.audience() == null ? mint.issuer() : request.audience();
    if (!isAudience(audience) || (request.isUri() && !isResource(audience))) {
      return new Result.InvalidTarget(
          "The resource has to be an absolute URI without a fragment, or the audience a name"
              + " without spaces; at most 255 characters.");
    }
    Scopes scopes = key.scopes();
    if (request.scopes() != null) {
      switch (Rules.scopes(request.scopes())) {
        case Outcome.Done<Scopes>(Scopes wanted) -> scopes = wanted;
        case Outcome.Refused<Scopes>(var refusal) -> {
          return new Result.InvalidScope(refusal.message());
        }
      }
    }
    Optional<Scope> missing = key.scopes().firstMissing(scopes.sorted());
    return missing.isPresent()
        ? new Result.InvalidScope(
            "The key does not have the scope " + missing.get() + ". Ask for scopes that it has.")
        : new Result.Issued(
            mint.mint(key.keyId(), key.owner(), scopes, audience, key.expiresAt()), scopes);
  }

  private static boolean isAudience(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_AUDIENCE
        && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '\\');
  }

  private static boolean isResource(String text) {
    try {
      URI uri = new URI(text);
      return uri.isAbsolute() && uri.getRawFragment() == null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
