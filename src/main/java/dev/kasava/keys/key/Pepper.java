package dev.kasava.keys.key;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One version of the installation's own secret, which keys the digests: whoever can write to the
 * database, but has no pepper, cannot plant a key. Immutable and thread-safe; never printed.
 */
public final class Pepper {
  /** The number of bytes in a pepper. */
  public static final int BYTES = 32;

  private static final int BLOCK = 64;
  private static final byte[] CHECK_TEXT =
      "kasava-keys pepper check".getBytes(StandardCharsets.US_ASCII);

  private final int version;
  private final byte[] inner;
  private final byte[] outer;

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
    this.inner = pad(bytes, 0x36);
    this.outer = pad(bytes, 0x5c);
  }

  public int version() {
    return version;
  }

  public KeyDigest digest(Secret secret) {
    return KeyDigest.of(version, hmac(secret.ascii()));
  }

  /** The digest of a secret that was made elsewhere, which is no digest of any of ours. */
  public KeyDigest digest(ForeignHash hash) {
    return KeyDigest.of(version, hmac(hash.message()));
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
    byte[] digest = new byte[KeyDigest.BYTES];
    hmac(Sha256.begin(), message, digest);
    return digest;
  }

  /**
   * The HMAC (RFC 2104) of a message, with nothing allocated, unlike the JDK's {@code Mac}.
   *
   * @param sha256 as {@link Sha256#begin} makes it, and as it is left
   * @param digest where to put it: {@value KeyDigest#BYTES} bytes
   */
  void hmac(MessageDigest sha256, byte[] message, byte[] digest) {
    try {
      sha256.update(inner);
      sha256.update(message);
      sha256.digest(digest, 0, KeyDigest.BYTES);
      sha256.update(outer);
      sha256.update(digest);
      sha256.digest(digest, 0, KeyDigest.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a digest has its own length", e);
    }
  }

  private static byte[] pad(byte[] key, int fill) {
    byte[] pad = Arrays.copyOf(key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      pad[i] ^= (byte) fill;
    }
    return pad;
  }

  @Override
  public String toString() {
    return "Pepper[" + version + ", redacted]";
  }
}
