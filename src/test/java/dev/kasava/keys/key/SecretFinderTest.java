package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in text, told by their checksum alone. */
final class SecretFinderTest {
  private static String secret(String prefix) {
    return new KeyFormat(prefix).generate(new SecureRandom()).reveal();
  }

  private static List<String> found(String text) {
    SecretFinder finder = new SecretFinder();
    List<String> found = new ArrayList<>();
    text.chars().forEach(c -> finder.take(c).ifPresent(secret -> found.add(secret.reveal())));
    return found;
  }

  private static void assertFinds(String text, String... secrets) {
    // Not by the assertion's own comparison, whose message would hold them.
    assertThat(found(text).equals(List.of(secrets))).as("found %d", found(text).size()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "KEY=%s",
        "\"%s\"",
        "'%s'",
        "x\\n%s\\n",
        "?key%%3D%s%%26b=1",
        "%%22%s%%22",
        "<%s>",
        "Bearer %s",
        "https://x/?k=%s&y",
        "a_%s",
        "_%s_",
        "__%s",
        "ab9%s",
        "9%s",
        "%s9",
        "%sabc",
        "é%s漢",
        "A%s",
        "ksa_%s",
        "abcdefghijklm%s"
      })
  void whateverStandsAroundASecretItIsFound(String around) {
    for (String prefix : List.of("ksa", "ab", "a1b2c3d4e5")) {
      String secret = secret(prefix);
      assertFinds(around.formatted(secret), secret);
    }
  }

  @Test
  void allOfThemAreFoundAlsoWithNothingBetween() {
    String first = secret("ksa");
    String second = secret("acme");
    assertFinds(first + second + " " + first, first, second, first);
  }

  @Test
  void onceAnyCharacterIsAnotherItIsNone() {
    String good = secret("ksa");
    Random random = new Random(1);
    for (int i = 0; i < good.length(); i++) {
      for (int round = 0; round < 20; round++) {
        char other = (char) ('!' + random.nextInt(94));
        if (other != good.charAt(i)) {
          assertThat(found(good.substring(0, i) + other + good.substring(i + 1)))
              .as("%s at %d", other, i)
              .isEmpty();
        }
      }
    }
  }

  @Test
  void whatIsCutShortOrBrokenIsNone() {
    String good = secret("ksa");
    for (int i = 1; i < good.length(); i++) {
      assertThat(found(good.substring(0, i))).isEmpty();
      assertThat(found(good.substring(0, i) + " " + good.substring(i))).isEmpty();
      assertThat(found(good.substring(0, i) + "\0" + good.substring(i))).isEmpty();
    }
    assertThat(found(good.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    assertThat(found(good.substring(2))).isEmpty();
  }

  @Test
  void charactersThatShareTheirLowByteWithDigitsAreNone() {
    String good = secret("ksa");
    assertThat(found(good.replace(good.charAt(20), (char) (good.charAt(20) + 0x100)))).isEmpty();
  }

  @Test
  void whatIsMadeToBeSlowIsReadLikeAnythingElse() {
    String secret = secret("ksa");
    assertFinds("_".repeat(200_000) + secret, secret);
    assertFinds("a".repeat(200_000) + secret, secret);
    assertFinds(("abcdefghij_" + "A".repeat(38)).repeat(10_000) + "-" + secret, secret);
    assertFinds("ab_".repeat(200_000) + "x" + secret, secret);
  }

  /** Right in its checksum whatever stands before the 32. */
  private static String made(String head) {
    String body = head + "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    byte[] text = (body + "000000").getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(text, 0, body.length());
    Base62.write(crc.getValue(), text, body.length(), text.length);
    return new String(text, StandardCharsets.US_ASCII);
  }

  @Test
  void aPrefixIsMadeOfSmallLettersAndDigits() {
    for (String prefix : List.of("az09", "za", "a9", "z0")) {
      assertFinds(made(prefix + "_"), made(prefix + "_"));
    }
    for (String prefix : List.of("aXk", "0A", "a{", "a`b", "a/", "a:b")) {
      assertThat(found(made(prefix + "_"))).as(prefix).isEmpty();
    }
  }

  @Test
  void aPrefixHasTwoCharactersAtLeast() {
    assertThat(found("X" + made("k_"))).isEmpty();
  }

  @Test
  void whatHasNoSeparatorInItsPlaceIsNone() {
    assertThat(found("ab_" + made("xk7"))).isEmpty();
    assertThat(found("ab_" + made("0xk7"))).isEmpty();
  }
}
