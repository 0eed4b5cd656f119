package dev.kasava.keys.app;

import dev.kasava.keys.access.AccessTokens;
import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.service.Introspect;
import dev.kasava.keys.service.IssueToken;
import dev.kasava.keys.token.IssuerKeys;
import dev.kasava.keys.token.TokenMint;
import dev.kasava.keys.token.TokenReader;
import dev.kasava.keys.token.Trust;
import dev.kasava.keys.token.TrustedIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Access tokens of one server: ours, and those of the issuers that it trusts. */
final class TokenService {
  private final Installation installation;
  private final List<String> issuers;
  private final AccessTokens atOurDoors;
  private final AccessTokens anywhere;
  private final TokenReader anyAudience;
  private final Supplier<String> publicUrl;

  /**
   * @param publicUrl this server as an issuer and an audience; tokens for its MCP endpoint alone
   *     (RFC 8707) are meant for it too
   * @throws dev.kasava.keys.token.IssuerException when an issuer cannot be used as described
   */
  TokenService(Installation installation, Supplier<String> publicUrl, List<TrustedIssuer> issuers) {
    this.installation = installation;
    this.publicUrl = publicUrl;
    this.issuers = issuers.stream().map(each -> each.issuer().toString()).toList();
    Supplier<Set<String>> audiences =
        () -> Set.of(publicUrl.get(), publicUrl.get() + "/", publicUrl.get() + "/mcp");
    List<Trust> trusted = new ArrayList<>();
    trusted.add(Trust.own(installation.signingKeys(), publicUrl, audiences));
    for (TrustedIssuer issuer : issuers) {
      trusted.add(Trust.of(issuer, IssuerKeys.of(issuer, installation.clock()), audiences));
    }
    this.atOurDoors = tokens(new TokenReader(List.copyOf(trusted), installation.clock()));
    this.anyAudience =
        new TokenReader(
            List.of(Trust.own(installation.signingKeys(), publicUrl, null)), installation.clock());
    this.anywhere = tokens(anyAudience);
  }

  private AccessTokens tokens(TokenReader reader) {
    return new AccessTokens(reader, publicUrl, installation.keys(), installation.clock());
  }

  /** Takes keys and tokens. */
  Authenticator authenticator() {
    return installation.authenticator().taking(atOurDoors);
  }

  List<String> issuers() {
    return issuers;
  }

  IssueToken issueToken() {
    return new IssueToken(
        new TokenMint(installation.signingKeys(), publicUrl, installation.clock()));
  }

  Introspect introspect() {
    return new Introspect(
        installation.authenticator().taking(anywhere), anyAudience, installation.meter());
  }

  /** Forgets tokens that are over, and makes the signing keys that are due. */
  void sweep() {
    atOurDoors.sweep();
    anywhere.sweep();
    installation.signingKeys().tend();
  }
}
