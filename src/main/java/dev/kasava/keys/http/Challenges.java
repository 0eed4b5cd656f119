package dev.kasava.keys.http;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Verdict;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a refusal says in WWW-Authenticate (RFC 6750, section 3). Where there is an issuer to get
 * tokens from, it also says where that is described (RFC 9728, section 5.1) and which scopes to ask
 * for. Thread-safe.
 */
public final class Challenges {
  /** For doors that stand in front of somebody else's resource, or where there is no issuer. */
  public static final Challenges PLAIN = new Challenges(null);

  private static final String START = "Bearer realm=\"kasava\"";
  private static final String MCP = "/mcp";

  private final @Nullable Supplier<String> publicUrl;

  private Challenges(@Nullable Supplier<String> publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** Challenges that lead to the description of this server's issuers. */
  public static Challenges leading(Supplier<String> publicUrl) {
    return new Challenges(publicUrl);
  }

  /**
   * No error code when no credential came (RFC 6750, section 3.1).
   *
   * @param path that was asked for
   * @param needed scopes to ask for; may be empty
   */
  public String noCredential(String path, List<Scope> needed) {
    return START + guidance(path, needed);
  }

  public String severalCredentials() {
    return START + ", error=\"invalid_request\"";
  }

  /**
   * The challenge of a rejection; its description is our own sentence and quotes no input.
   *
   * @return null where another credential is not what it takes
   */
  public @Nullable String of(String path, List<Scope> needed, Verdict.Rejected rejected) {
    return switch (rejected) {
      case Verdict.MissingScope missing -> missingScope(path, missing.scope());
      case Verdict.Malformed malformed -> invalid(path, needed, malformed);
      case Verdict.Unknown unknown -> invalid(path, needed, unknown);
      case Verdict.Expired expired -> invalid(path, needed, expired);
      case Verdict.Revoked revoked -> invalid(path, needed, revoked);
      case Verdict.InvalidToken token -> invalid(path, needed, token);
      case Verdict.RateLimited limited -> null;
    };
  }

  /** Asks for a token that reaches further (RFC 6750, section 3.1). */
  public String missingScope(String path, Scope scope) {
    return START + ", error=\"insufficient_scope\", scope=\"" + scope + "\"" + metadata(path);
  }

  private String invalid(String path, List<Scope> needed, Verdict.Rejected rejected) {
    return START
        + ", error=\"invalid_token\", error_description=\""
        + rejected.message()
        + "\""
        + guidance(path, needed);
  }

  private String guidance(String path, List<Scope> needed) {
    if (publicUrl == null) {
      return "";
    }
    List<Scope> scopes = needed.isEmpty() ? List.of(Scope.KEYS_READ) : needed;
    return ", scope=\""
        + scopes.stream().map(Scope::name).collect(Collectors.joining(" "))
        + "\""
        + metadata(path);
  }

  private String metadata(String path) {
    return publicUrl == null
        ? ""
        : ", resource_metadata=\""
            + publicUrl.get()
            + "/.well-known/oauth-protected-resource"
            + (path.equals(MCP) ? MCP : "")
            + "\"";
  }
}
