package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.SigningKeyStore.Box;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is sealed opens for whom it belongs to, unchanged, and never looks the same twice. */
final class KeySealTest {
  private static final byte[] PLAIN = ascii("a private key");
  private static final byte[] CONTEXT = ascii("key-1");

  private final KeySeal seal = new KeySeal(new Peppers(List.of(new Pepper(1, new byte[32]))));

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void opensWithItsContextUnderItsPepper() {
    Box box = seal.seal(PLAIN, CONTEXT);
    assertThat(seal.open(box, seal.version(), CONTEXT)).hasValue(PLAIN);
    assertThat(seal.open(box, seal.version(), ascii("key-2"))).isEmpty();
    assertThat(seal.open(box, seal.version() + 1, CONTEXT)).isEmpty();
  }

  /** A nonce that comes again would give away what was sealed with it, and the tag's key. */
  @Test
  void theSameIsNeverSealedAlike() {
    byte[] first = seal.seal(PLAIN, CONTEXT).bytes();
    byte[] second = seal.seal(PLAIN, CONTEXT).bytes();
    assertThat(Arrays.copyOf(first, 12)).isNotEqualTo(Arrays.copyOf(second, 12));
  }

  @Test
  void whatWasChangedOrCutOffStaysShut() {
    byte[] box = seal.seal(PLAIN, CONTEXT).bytes();
    for (int length = 0; length < box.length; length++) {
      assertThat(seal.open(new Box(Arrays.copyOf(box, length)), seal.version(), CONTEXT)).isEmpty();
    }
    for (int i = 0; i < box.length; i++) {
      byte[] changed = box.clone();
      changed[i] ^= 1;
      assertThat(seal.open(new Box(changed), seal.version(), CONTEXT)).isEmpty();
    }
  }
}
