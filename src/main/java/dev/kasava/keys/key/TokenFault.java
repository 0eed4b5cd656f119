package dev.kasava.keys.key;

import java.util.Locale;

/**
 * What is wrong with an access token: the part of it that fails, and what its holder should do. The
 * sentences are ours alone; none quotes the token.
 */
public enum TokenFault {
  MALFORMED("This is not a signed token in compact form. Copy the whole token, or use an API key."),
  ALG("The token's alg is not one that is accepted here. Use a token signed with ES256."),
  HEADER("The token's header asks for what is not taken here: crit, jku, x5u or jwk."),
  TYP("The token's typ is not at+jwt. Use an access token, not an ID token."),
  ISS("The token's iss is not an issuer that this server trusts. Use one that it does."),
  KID("The token's kid names no key of its issuer that is known here. Use a fresh token."),
  SIGNATURE("The token's signature does not fit. Use a token as it was issued."),
  AUD("The token's aud is not this server. Use a token that was issued for it."),
  EXP("The token's exp is missing or over. Use a fresh token."),
  NBF("The token's nbf or iat lies ahead. Use it later, or set the issuer's clock."),
  SUB("The token's sub is missing or does not fit. Use a token of its issuer for this server."),
  CNF("The token is bound to its holder by cnf, which cannot be proved here. Use a bearer token."),
  OWNER("The token names no owner of keys here. Use the account of one, or ask the operator."),
  REVOKED("The API key that the token was made from is no longer good. Use a live one."),
  KEYS_UNREACHABLE("The keys of the token's issuer cannot be had right now. Use it later.");

  private final String message;

  TokenFault(String message) {
    this.message = message;
  }

  /** The claim or header at fault, for programs. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A sentence that says what to do next. */
  public String message() {
    return message;
  }
}
