package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.PortableKey;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.PortableKeyShape;

/** Lines of keys that somebody imports. */
final class PortableKeyFuzzTest {
  private static final Json JSON = new Json();

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void linesAreReadOrRefused(byte[] line) {
    switch (JSON.read(line, PortableKeyShape.class).then(PortableKeyShape::parsed)) {
      case Outcome.Refused<PortableKey>(Refusal refusal) -> {
        assertThat(refusal).isInstanceOf(Refusal.Invalid.class);
        assertThat(refusal.message()).isNotBlank().doesNotContain("Exception", "jackson", "java.");
      }
      case Outcome.Done<PortableKey>(PortableKey key) ->
          assertThat(key.secret().proof().toString())
              .containsAnyOf("ForeignHash[redacted]", "KeyDigest[redacted]");
    }
  }
}
