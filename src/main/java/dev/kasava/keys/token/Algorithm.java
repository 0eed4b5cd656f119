package dev.kasava.keys.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that are accepted (RFC 8725, section 3.1): asymmetric ones only, so that no public
 * key can ever be taken for a shared secret.
 */
enum Algorithm {
  ES256("ES256"),
  ES384("ES384"),
  RS256("RS256"),
  PS256("PS256"),
  EDDSA("EdDSA"),
  /** The same as EdDSA with that curve (RFC 9864). */
  ED25519("Ed25519");

  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;

  /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String code;

  Algorithm(String code) {
    this.code = code;
  }

  /** Empty for every algorithm that is not accepted. */
  static Optional<Algorithm> ofCode(@Nullable Object code) {
    return List.of(values()).stream().filter(each -> each.code.equals(code)).findFirst();
  }

  /** Whether the key is one for this algorithm, by type, strength, and its own description. */
  boolean fits(JWK key) {
    boolean isForThis =
        (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
            && (key.getAlgorithm() == null || key.getAlgorithm().getName().equals(code));
    return isForThis
        && switch (this) {
          case ES256 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256);
          case ES384 -> key instanceof ECKey ec && ec.getCurve().equals(Curve.P_384);
          case RS256, PS256 ->
              key instanceof RSAKey rsa
                  && rsa.size() >= LEAST_RSA_BITS
                  && rsa.size() <= MOST_RSA_BITS;
          case EDDSA, ED25519 ->
              key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519);
        };
  }

  /**
   * Whether the signature is that of the key, which has to {@linkplain #fits fit}, over the input.
   *
   * @param header as it stands in the token
   */
  boolean verifies(JWK key, Base64URL header, byte[] input, Base64URL signature) {
    try {
      return switch (this) {
        case ES256, ES384 ->
            new ECDSAVerifier(key.toECKey()).verify(JWSHeader.parse(header), input, signature);
        case RS256, PS256 ->
            new RSASSAVerifier(key.toRSAKey()).verify(JWSHeader.parse(header), input, signature);
        case EDDSA, ED25519 -> verifiesEd25519(key.toOctetKeyPair(), input, signature.decode());
      };
    } catch (JOSEException | GeneralSecurityException | java.text.ParseException e) {
      return false;
    }
  }

  /** By the JDK: the library would want another library for it. */
  private static boolean verifiesEd25519(OctetKeyPair key, byte[] input, byte[] signature)
      throws GeneralSecurityException {
    byte[] point = key.getDecodedX();
    byte[] encoded = new byte[ED25519_HEAD.length + point.length];
    System.arraycopy(ED25519_HEAD, 0, encoded, 0, ED25519_HEAD.length);
    System.arraycopy(point, 0, encoded, ED25519_HEAD.length, point.length);
    PublicKey publicKey =
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    Signature verifier = Signature.getInstance("Ed25519");
    verifier.initVerify(publicKey);
    verifier.update(input);
    return verifier.verify(signature);
  }
}
