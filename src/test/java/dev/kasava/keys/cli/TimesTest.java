package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.wire.RateLimitShape;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times, limits and tables, as people write and read them. */
final class TimesTest {
  private final Times times =
      new Times(
          InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")),
          () -> ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "90s, PT90S",
    "15m, PT15M",
    "24H, PT24H",
    "7d, P7D",
    "2w, P14D",
    "1y, P365D",
    "0s, PT0S"
  })
  void aSpanHasAUnit(String text, Duration span) {
    assertThat(Times.span(text)).isEqualTo(span);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "d", "7x", "-7d", "7 d", "1234567d"})
  void whatIsNoSpanIsSaid(String text) {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> Times.span(text))
        .withMessageContaining("Write a span of time as");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "never, none",
        "NEVER, none",
        "30d, 2026-12-23T12:00:00Z",
        "2027-01-31, 2027-01-31T22:59:59Z",
        "2027-01-31T12:00:00Z, 2027-01-31T12:00:00Z",
        "2027-01-31T12:00:00+01:00, 2027-01-31T11:00:00Z",
      })
  void anExpiryIsWrittenInSeveralWays(String text, @Nullable String expiry) {
    assertThat(times.expiry(text)).isEqualTo(expiry);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "2027-02-30", "2027-01-31T12:00:00", "31.01.2027"})
  void whatIsNoExpiryIsSaid(String text) {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> times.expiry(text))
        .withMessageContaining("Write an expiry as");
  }

  @Test
  void aMomentIsShownHere() {
    assertThat(times.shown(Instant.parse("2026-11-23T23:30:00Z"))).isEqualTo("2026-11-24 00:30");
    assertThat(times.shown(null)).isEqualTo("Never");
  }

  @Test
  void aLimitIsSoManyInSuchASpan() {
    assertThat(Limits.parse("100/1m")).isEqualTo(new RateLimitShape(100L, 60L));
    assertThat(Limits.parse("5/90s")).isEqualTo(new RateLimitShape(5L, 90L));
    assertThat(Limits.parse("None")).isNull();
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> Limits.parse("100"))
        .withMessageContaining("100/1m");
  }

  /** Whatever script a name is in. */
  @Test
  void columnsStandUnderEachOther() {
    Table table = new Table("ID", "NAME", "END");
    table.add("1", "鍵", "a");
    table.add("22", "e\u0301", "b");
    table.add("3", "key", "");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    table.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("ID  NAME  END", "1   鍵    a", "22  e\u0301     b", "3   key");
  }
}
