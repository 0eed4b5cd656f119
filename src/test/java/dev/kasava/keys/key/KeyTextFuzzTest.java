package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;

/** Keys, and texts that look like them. */
final class KeyTextFuzzTest {
  @FuzzTest(maxDuration = "", maxExecutions = 100_000)
  void keysAreToldFromEverythingElse(FuzzedDataProvider data) {
    KeyFormat format = new KeyFormat("k" + (char) data.consumeInt('a', 'z'));
    String secret = format.generate(new Random(data.consumeLong())).reveal();
    int at = data.consumeInt(0, secret.length() - 1);
    char other = data.consumeChar();
    String before = data.consumeString(60);
    String after = data.consumeRemainingAsString();

    assertThat(format.parse(secret)).map(Secret::reveal).contains(secret);
    assertThat(KeyFormat.parseAny(secret)).map(Secret::reveal).contains(secret);
    assertThat(SecretFinder.isSecretIn(before + secret + after)).isTrue();
    String changed = secret.substring(0, at) + other + secret.substring(at + 1);
    assertThat(KeyFormat.parseAny(changed).isPresent()).isEqualTo(changed.equals(secret));
    isReadOrRefused(format, before + after);
  }

  private static void isReadOrRefused(KeyFormat format, String text) {
    Optional<Secret> any = KeyFormat.parseAny(text);
    any.ifPresent(secret -> assertThat(secret.reveal()).isEqualTo(text));
    format.parse(text).ifPresent(secret -> assertThat(any).isPresent());
    assertThat(any.isPresent() && !SecretFinder.isSecretIn(text)).isFalse();
    KeyId.parse(text).ifPresent(id -> assertThat(id.value()).isEqualTo(text).isASCII());
    Scope.parse(text).ifPresent(scope -> assertThat(scope.name()).isEqualTo(text));
    assertThat(Client.named(text) == Client.UNKNOWN).isEqualTo(text.isBlank());
    switch (KeyName.parse(text)) {
      case Outcome.Done<KeyName>(KeyName name) -> {
        assertThat(name.text().codePointCount(0, name.text().length())).isBetween(1, 100);
        assertThat(KeyName.parse(name.text())).isEqualTo(Outcome.done(name));
        byte[] utf8 = name.text().getBytes(StandardCharsets.UTF_8);
        assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(name.text());
      }
      case Outcome.Refused<KeyName>(Refusal refusal) -> assertThat(refusal.message()).isNotBlank();
    }
  }
}
