package dev.kasava.keys.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import dev.kasava.keys.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An issuer of tokens, right ones and wrong ones. Its keys are made anew for each run. */
public final class TestIssuer {
  public static final String URL = "https://login.example";
  public static final String AUDIENCE = "https://keys.example";

  private final ECKey key;
  private final RSAKey rsa;

  public TestIssuer() {
    try {
      key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
      rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  RSAKey rsa() {
    return rsa;
  }

  /** Its public keys, as it publishes them. */
  public String jwks() {
    return new JWKSet(java.util.List.of(key, rsa)).toString(true);
  }

  /** The claims of a good token. */
  public static Map<String, Object> claims(Instant now, String owner) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", URL);
    claims.put("sub", "alice");
    claims.put("aud", AUDIENCE);
    claims.put("client_id", "app");
    claims.put("scope", "openid keys:read");
    claims.put("kasava_owner", owner);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + 300);
    claims.put("jti", "1");
    return claims;
  }

  /** The header of a good token. */
  public static Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", "ES256");
    header.put("typ", "at+jwt");
    header.put("kid", "ec");
    return header;
  }

  /** The map with one entry set, or, for null, taken out. */
  public static Map<String, Object> with(
      Map<String, Object> map, String name, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(map);
    if (value == null) {
      changed.remove(name);
    } else {
      changed.put(name, value);
    }
    return changed;
  }

  /** A token that is right in all but what was put into it. */
  public String token(Map<String, Object> header, Map<String, Object> claims) {
    return token(new Json().text(header), new Json().text(claims));
  }

  /** Likewise, of texts that need be no JSON. */
  public String token(String header, String claims) {
    return signed(encode(header), encode(claims), JWSAlgorithm.ES256);
  }

  /** Signs with the key of the algorithm, whatever the header says. */
  String signed(String header, String claims, JWSAlgorithm algorithm) {
    try {
      byte[] input = (header + "." + claims).getBytes(StandardCharsets.US_ASCII);
      JWSHeader signing = new JWSHeader(algorithm);
      Base64URL signature =
          algorithm.equals(JWSAlgorithm.ES256)
              ? new ECDSASigner(key).sign(signing, input)
              : new RSASSASigner(rsa).sign(signing, input);
      return header + "." + claims + "." + signature;
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static String encode(String text) {
    return Objects.requireNonNull(Base64URL.encode(text)).toString();
  }
}
