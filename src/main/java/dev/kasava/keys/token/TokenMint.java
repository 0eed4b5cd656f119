package dev.kasava.keys.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scopes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes access tokens (RFC 9068) from keys. Thread-safe. */
public final class TokenMint {
  /** How long a token lives, unless its key dies before. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final int ID_BYTES = 16;

  private final SigningKeys keys;
  private final Supplier<String> issuer;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param issuer this server's public URL
   */
  public TokenMint(SigningKeys keys, Supplier<String> issuer, InstantSource clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.clock = clock;
  }

  /** This server as an issuer and, where nobody asks for another, as an audience. */
  public String issuer() {
    return issuer.get();
  }

  /**
   * A token that speaks for a key.
   *
   * @param keyExpiry which the token does not outlive; null when the key never expires
   */
  public AccessToken mint(
      KeyId key, OwnerId owner, Scopes scopes, String audience, @Nullable Instant keyExpiry) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant end = now.plus(LIFETIME);
    Instant expiry = keyExpiry != null && keyExpiry.isBefore(end) ? keyExpiry : end;
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(issuer.get())
            .subject(owner.value())
            .audience(audience)
            .claim("client_id", key.value())
            .claim("scope", scopes.toString())
            .jwtID(Base64.getUrlEncoder().withoutPadding().encodeToString(id))
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expiry))
            .build();
    return new AccessToken(sign(claims), now, expiry.truncatedTo(ChronoUnit.SECONDS));
  }

  private String sign(JWTClaimsSet claims) {
    ECKey key = keys.signer();
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.ES256)
                  .type(new JOSEObjectType(TokenReader.TYPE))
                  .keyID(key.getKeyID())
                  .build(),
              claims);
      token.sign(new ECDSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("this Java runtime has no ES256", e);
    }
  }
}
