package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignHashTest {
  /** A test vector; nobody's key. */
  private static final String SECRET = "not-a-real-key-4eC39HqLyjWDarjtT1zdp7dc";

  private final SecretReader reader = new SecretReader(new KeyFormat("ksa"));

  private static Pepper pepper(int version, int fill) {
    byte[] bytes = new byte[Pepper.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new Pepper(version, bytes);
  }

  private static String hex(KeyDigest digest) {
    return HexFormat.of().formatHex(digest.bytes());
  }

  /** Compared with an independent HMAC, of Python's {@code hmac} and {@code hashlib}. */
  @Test
  void isDigestedAsALabelAndTheHash() {
    ForeignHash hash =
        ForeignHash.parse("bdde4b7df252a696c05db72044e9a0b9046e69198863e3b93ff6af07073ba08f")
            .orElseThrow();
    String expected = "6880d82e56fc562bd1a07312e08a8ebe48c02c7da5b4f1ade3fc28ac8ca9e904";
    assertThat(hex(pepper(1, 0x0b).digest(hash))).isEqualTo(expected);
    assertThat(hex(pepper(1, 0x0b).digest(ForeignHash.of(SECRET).orElseThrow())))
        .isEqualTo(expected);
    assertThat(reader.readForeign(SECRET)).isTrue();
    reader.digest(pepper(1, 0x0b));
    assertThat(hex(reader.toDigest(pepper(1, 0x0b)))).isEqualTo(expected);
  }

  @Test
  void aReaderDigestsBothKindsOneAfterAnother() {
    KeyFormat format = new KeyFormat("ksa");
    for (int length = ForeignHash.SHORTEST; length <= ForeignHash.LONGEST; length++) {
      String foreign = "~!".repeat(length).substring(0, length);
      Secret own = format.generate(new java.util.Random(length));
      for (Pepper pepper : List.of(pepper(1, 1), pepper(2, 2))) {
        assertThat(reader.readForeign(foreign)).isTrue();
        reader.digest(pepper);
        assertThat(reader.toDigest(pepper))
            .isEqualTo(pepper.digest(ForeignHash.of(foreign).orElseThrow()));
        assertThat(reader.read(own.reveal())).isTrue();
        reader.digest(pepper);
        assertThat(reader.toDigest(pepper)).isEqualTo(pepper.digest(own));
      }
      reader.wipe();
    }
  }

  @Test
  void aSecretOfOursHasAnotherDigestAsAForeignOne() {
    Secret own = new KeyFormat("ksa").generate(new java.util.Random(1));
    assertThat(pepper(1, 1).digest(ForeignHash.of(own.reveal()).orElseThrow()))
        .isNotEqualTo(pepper(1, 1).digest(own));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1234567",
        "with space",
        "tab\there",
        "caf\u00e9-1234",
        "nul\0nul-1",
        "\u007f1234567"
      })
  void whatCanBeNoneIsNone(String text) {
    assertThat(ForeignHash.isFit(text)).isFalse();
    assertThat(ForeignHash.of(text)).isEmpty();
    assertThat(reader.readForeign(text)).isFalse();
  }

  @Test
  void theLongestIsTakenAndNoLonger() {
    assertThat(reader.readForeign("a".repeat(ForeignHash.LONGEST))).isTrue();
    assertThat(ForeignHash.of("a".repeat(ForeignHash.LONGEST))).isPresent();
    assertThat(reader.readForeign("a".repeat(ForeignHash.LONGEST + 1))).isFalse();
    assertThat(ForeignHash.of("a".repeat(ForeignHash.LONGEST + 1))).isEmpty();
    assertThat(reader.readForeign("a".repeat(ForeignHash.SHORTEST))).isTrue();
  }

  @Test
  void aWipedReaderHoldsNothingOfASecret() {
    SecretReader unused = new SecretReader(new KeyFormat("ksa"));
    for (String text : List.of(SECRET, "half of one, then \u00e9")) {
      reader.readForeign(text);
      reader.digest(pepper(1, 1));
      reader.wipe();
      reader.digest(pepper(1, 1));
      unused.readForeign("");
      unused.digest(pepper(1, 1));
      assertThat(reader.toDigest(pepper(1, 1))).isEqualTo(unused.toDigest(pepper(1, 1)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00", "g000000000000000000000000000000000000000000000000000000000000000"})
  void onlyAHashIsParsed(String text) {
    assertThat(ForeignHash.parse(text)).isEmpty();
  }

  @Test
  void capitalsAreTheSameHashAndNothingIsPrinted() {
    ForeignHash small = ForeignHash.parse("ab".repeat(32)).orElseThrow();
    ForeignHash large = ForeignHash.parse("AB".repeat(32)).orElseThrow();
    assertThat(pepper(1, 1).digest(small)).isEqualTo(pepper(1, 1).digest(large));
    assertThat(small.toString()).isEqualTo("ForeignHash[redacted]");
  }

  @Test
  void nothingOfItsTextIsShown() {
    KeyFormat format = new KeyFormat("ksa");
    assertThat(format.preview(ApiKey.SecretInfo.foreign(KeySamples.NOW))).isEqualTo("****");
    assertThat(format.preview(new ApiKey.SecretInfo("4SOU", KeySamples.NOW)))
        .isEqualTo("ksa_****4SOU");
    assertThat(format.preview((ApiKey.SecretInfo) null)).isEqualTo("ksa_****");
    assertThat(format.prefix()).isEqualTo("ksa");
  }
}
