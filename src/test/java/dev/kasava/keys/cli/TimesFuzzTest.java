package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;

/** Times as people write them at a terminal. */
final class TimesFuzzTest {
  private static final String[] ZONES = {"UTC", "Pacific/Apia", "Asia/Kathmandu", "Europe/Berlin"};
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @FuzzTest(maxDuration = "", maxExecutions = 150_000)
  void timesAreReadOrRefused(FuzzedDataProvider data) {
    ZoneId zone = ZoneId.of(data.pickValue(ZONES));
    Times times = new Times(InstantSource.fixed(NOW), () -> zone);
    String text = data.consumeRemainingAsString();
    try {
      String expiry = times.expiry(text);
      assertThat(expiry == null).isEqualTo(text.equalsIgnoreCase("never"));
      if (expiry != null) {
        assertThat(Instant.parse(expiry).toString()).isEqualTo(expiry);
      }
    } catch (CommandFailure e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    }
    try {
      assertThat(Times.span(text).isNegative()).isFalse();
    } catch (CommandFailure e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    }
  }
}
