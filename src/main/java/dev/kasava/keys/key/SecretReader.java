package dev.kasava.keys.key;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Room to read and digest one secret after another in, so that nothing is allocated for any. For
 * one thread at a time; to be {@linkplain #wipe wiped} after each.
 */
public final class SecretReader {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final KeyFormat format;
  private final MessageDigest sha256 = Sha256.begin();
  private final CRC32 crc = new CRC32();
  private final byte[] ascii;
  private final byte[] foreign = new byte[ForeignHash.LONGEST];
  private final byte[] foreignHash =
      Arrays.copyOf(ForeignHash.LABEL, ForeignHash.LABEL.length + KeyDigest.BYTES);
  private final byte[] digest = new byte[KeyDigest.BYTES];

  /** Which of the two was read last. */
  private boolean isForeign;

  public SecretReader(KeyFormat format) {
    this.format = format;
    this.ascii = new byte[format.length()];
  }

  /** Reads {@code text}; false when it was never a secret of the format. */
  public boolean read(String text) {
    isForeign = false;
    return format.copy(text, ascii, crc);
  }

  /**
   * Reads {@code text} as a secret that was made elsewhere, for the digest of its {@link
   * ForeignHash}; false when it can be none.
   */
  public boolean readForeign(String text) {
    isForeign = true;
    int length = text.length();
    if (length < ForeignHash.SHORTEST || length > ForeignHash.LONGEST) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (!ForeignHash.isFit(c)) {
        return false;
      }
      foreign[i] = (byte) c;
    }
    try {
      sha256.update(foreign, 0, length);
      sha256.digest(foreignHash, ForeignHash.LABEL.length, KeyDigest.BYTES);
      return true;
    } catch (DigestException e) {
      throw new IllegalStateException("a digest has its own length", e);
    }
  }

  /** Digests what was read last. */
  public void digest(Pepper pepper) {
    pepper.hmac(sha256, isForeign ? foreignHash : ascii, digest);
  }

  /**
   * Eight bytes of what was digested last.
   *
   * @param number 0 to 3
   */
  public long word(int number) {
    return (long) WORDS.get(digest, number * Long.BYTES);
  }

  /** All of it, to keep. */
  public KeyDigest toDigest(Pepper pepper) {
    return new KeyDigest(pepper.version(), word(0), word(1), word(2), word(3));
  }

  /** Leaves nothing of the secret behind. */
  public void wipe() {
    sha256.reset();
    Arrays.fill(ascii, (byte) 0);
    if (isForeign) {
      Arrays.fill(foreign, (byte) 0);
      Arrays.fill(foreignHash, ForeignHash.LABEL.length, foreignHash.length, (byte) 0);
    }
    Arrays.fill(digest, (byte) 0);
  }
}
