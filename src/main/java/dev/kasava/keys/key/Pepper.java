package dev.kasava.keys.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One version of the installation's own secret, which keys the digests: whoever can write to the
 * database, but has no pepper, cannot plant a key. Immutable and thread-safe; never printed.
 */
public final class Pepper {
  /** The number of bytes in a pepper. */
  public static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] CHECK_TEXT =
      "kasava-keys pepper check".getBytes(StandardCharsets.US_ASCII);

  private final int version;
  private final SecretKeySpec key;

  /**
   * @param version 1 or more
   * @param bytes exactly {@value #BYTES} bytes; copied
   */
  public Pepper(int version, byte[] bytes) {
    if (version < 1 || bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "a pepper has a version from 1 on and " + BYTES + " bytes");
    }
    this.version = version;
    this.key = new SecretKeySpec(bytes, ALGORITHM);
  }

  public int version() {
    return version;
  }

  public KeyDigest digest(Secret secret) {
    return KeyDigest.of(version, hmac(secret.ascii()));
  }

  /**
   * An HMAC-SHA-256 for some other use than secrets, which no digest of a secret can be taken for.
   *
   * @param purpose has a space in it, as no secret has
   */
  public byte[] mac(String purpose, byte[] message) {
    if (purpose.indexOf(' ') < 0) {
      throw new IllegalArgumentException("a purpose has a space in it");
    }
    byte[] label = (purpose + '\0').getBytes(StandardCharsets.UTF_8);
    byte[] whole = Arrays.copyOf(label, label.length + message.length);
    System.arraycopy(message, 0, whole, label.length, message.length);
    return hmac(whole);
  }

  /** A value that tells this pepper from any other and gives nothing of it away. */
  public String checkValue() {
    return HexFormat.of().formatHex(hmac(CHECK_TEXT), 0, 16);
  }

  private byte[] hmac(byte[] message) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HMAC-SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Pepper[" + version + ", redacted]";
  }
}
