package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

final class DigestTest {
  private static final String ZEROS = "ksa_000000000000000000000000000000001S4SOU";

  private static Pepper pepper(int version, int fill) {
    byte[] bytes = new byte[Pepper.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new Pepper(version, bytes);
  }

  /** Compared with an independent HMAC: {@code openssl dgst -sha256 -mac HMAC}. */
  @Test
  void isTheHmacSha256OfTheWholeText() {
    Secret secret = new KeyFormat("ksa").parse(ZEROS).orElseThrow();
    assertThat(HexFormat.of().formatHex(pepper(1, 0x0b).digest(secret).bytes()))
        .isEqualTo("6b4398c02a87881c5d8a2e33909154985c0cfca2ab3dd28edd1c11957e66a2e5");
  }

  /** Messages of one block and of several, and right at the ends of them. */
  @Test
  void isWhatTheJdkComputes() throws GeneralSecurityException {
    byte[] key = new byte[Pepper.BYTES];
    new Random(5).nextBytes(key);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    for (int length = 0; length < 200; length++) {
      byte[] message = new byte[length];
      Arrays.fill(message, (byte) length);
      mac.update("a purpose\0".getBytes(StandardCharsets.US_ASCII));
      assertThat(new Pepper(1, key).mac("a purpose", message)).isEqualTo(mac.doFinal(message));
    }
  }

  @Test
  void aReaderDigestsOneAfterAnotherAsEachAlone() {
    KeyFormat format = new KeyFormat("ksa");
    SecretReader reader = new SecretReader(format);
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      Secret secret = format.generate(random);
      assertThat(reader.read(secret.reveal())).isTrue();
      for (Pepper pepper : List.of(pepper(1, 1), pepper(2, 2))) {
        reader.digest(pepper);
        assertThat(reader.toDigest(pepper)).isEqualTo(pepper.digest(secret));
      }
      assertThat(reader.read(secret.reveal() + "0")).isFalse();
      assertThat(reader.read(secret.reveal().replace('_', '-'))).isFalse();
      reader.wipe();
      assertThat(reader.word(0)).isZero();
    }
  }

  @Test
  void aWipedReaderHoldsNothingOfASecret() {
    SecretReader used = new SecretReader(new KeyFormat("ksa"));
    SecretReader unused = new SecretReader(new KeyFormat("ksa"));
    assertThat(used.read(ZEROS)).isTrue();
    used.digest(pepper(1, 1));
    used.wipe();
    used.digest(pepper(1, 1));
    unused.digest(pepper(1, 1));
    assertThat(used.toDigest(pepper(1, 1))).isEqualTo(unused.toDigest(pepper(1, 1)));
  }

  @Test
  void theCurrentPepperComesFirstAndThenTheLatest() {
    List<Pepper> three = List.of(pepper(1, 1), pepper(2, 2), pepper(3, 3));
    Peppers peppers = new Peppers(three);
    assertThat(peppers.all()).extracting(Pepper::version).containsExactly(3, 2, 1);
    peppers.replace(three, 2);
    assertThat(peppers.current().version()).isEqualTo(2);
    assertThat(peppers.all()).extracting(Pepper::version).containsExactly(2, 3, 1);
    assertThatThrownBy(() -> peppers.replace(three, 4))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> peppers.replace(List.of(pepper(1, 1), pepper(1, 2)), 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(peppers.current().version()).isEqualTo(2);
  }

  @Test
  void aPurposeMayBeginWithItsSpace() {
    assertThat(pepper(1, 1).mac(" x", new byte[1])).hasSize(32);
    assertThatThrownBy(() -> pepper(1, 1).mac("x", new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void differsByPepperAndByVersion() {
    Secret secret = new KeyFormat("ksa").parse(ZEROS).orElseThrow();
    assertThat(pepper(1, 1).digest(secret))
        .isEqualTo(pepper(1, 1).digest(secret))
        .isNotEqualTo(pepper(1, 2).digest(secret))
        .isNotEqualTo(pepper(2, 1).digest(secret));
    assertThat(pepper(1, 1).checkValue())
        .isEqualTo(pepper(2, 1).checkValue())
        .isNotEqualTo(pepper(1, 2).checkValue());
  }

  @Test
  void theHighestVersionIsTheCurrentPepper() {
    Peppers peppers = new Peppers(List.of(pepper(1, 1), pepper(3, 3), pepper(2, 2)));
    assertThat(peppers.current().version()).isEqualTo(3);
    assertThat(peppers.all()).extracting(Pepper::version).containsExactly(3, 2, 1);
  }

  @Test
  void refusesWhatIsNoPepper() {
    assertThatThrownBy(() -> new Peppers(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Peppers(List.of(pepper(1, 1), pepper(1, 2))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pepper(0, new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Pepper(1, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsItsBytes() {
    byte[] bytes = new byte[KeyDigest.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37);
    }
    assertThat(KeyDigest.of(1, bytes).bytes()).isEqualTo(bytes);
    assertThatThrownBy(() -> KeyDigest.of(1, new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
