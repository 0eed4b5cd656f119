package dev.kasava.keys.token;

import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.SigningKeyStore.Box;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts private keys with AES-256-GCM under a key that is derived from the pepper, which is not
 * in the database: neither a reader nor a writer of the database gets a key to sign with.
 * Thread-safe.
 */
final class KeySeal {
  private static final String PURPOSE = "signing key encryption";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Peppers peppers;
  private final SecureRandom random = new SecureRandom();

  KeySeal(Peppers peppers) {
    this.peppers = peppers;
  }

  /** The version of the pepper that {@link #seal} uses. */
  int version() {
    return peppers.current().version();
  }

  /**
   * @param context what the box belongs to; it opens with the same only
   */
  Box seal(byte[] plain, byte[] context) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, peppers.current(), nonce, context);
      byte[] box = Arrays.copyOf(nonce, NONCE_BYTES + cipher.getOutputSize(plain.length));
      cipher.doFinal(plain, 0, plain.length, box, NONCE_BYTES);
      return new Box(box);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no AES-GCM", e);
    }
  }

  /** Empty when it was not sealed here, for this context, under a pepper that is still there. */
  Optional<byte[]> open(Box box, int pepperVersion, byte[] context) {
    byte[] bytes = box.bytes();
    Optional<Pepper> pepper =
        peppers.all().stream().filter(each -> each.version() == pepperVersion).findFirst();
    if (pepper.isEmpty() || bytes.length <= NONCE_BYTES) {
      return Optional.empty();
    }
    try {
      byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, pepper.get(), nonce, context)
              .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, Pepper pepper, byte[] nonce, byte[] context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(pepper.mac(PURPOSE, new byte[0]), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(context);
    return cipher;
  }
}
