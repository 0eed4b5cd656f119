package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines of the log, whatever stands in them. */
final class LogTest {
  private static final Instant AT = Instant.parse("2026-11-26T12:00:00.123456Z");

  private static JsonNode json(String message, @Nullable Throwable cause) {
    String line = LogFormat.JSON.line(AT, Level.WARN, "dev.kasava.keys.http.Tls", message, cause);
    assertThat(line).isPrintable();
    return JsonMapper.shared().readTree(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "\"quoted\" \\ back",
        "two\r\nlines\u0000\u001b[2J",
        "\u00e9\u202e\ud83d\udd11",
        "half \ud83d",
        "deleted \u007f"
      })
  void anyMessageIsOneObjectOnOneLine(String message) {
    JsonNode line = json(message, null);
    assertThat(line.path("message").stringValue()).isEqualTo(message);
    assertThat(line.path("time").stringValue()).isEqualTo("2026-11-26T12:00:00.123Z");
    assertThat(line.path("level").stringValue()).isEqualTo("WARN");
    assertThat(line.path("logger").stringValue()).isEqualTo("dev.kasava.keys.http.Tls");
    assertThat(line.size()).isEqualTo(4);
  }

  @Test
  void whatCanBeReadIsLeftReadable() {
    assertThat(LogFormat.JSON.line(AT, Level.WARN, "a.B", "It failed ~ here.", null))
        .contains("\"It failed ~ here.\"");
  }

  @Test
  void allOfWhatLibrariesAskOfALogIsThere() {
    LogProvider provider = new LogProvider();
    assertThat(provider.getMarkerFactory().getMarker("x").getName()).isEqualTo("x");
    assertThat(provider.getMDCAdapter().get("x")).isNull();
    assertThat(provider.getRequestedApiVersion()).startsWith("2.0.");
    assertThat(provider.getLoggerFactory().getLogger("x"))
        .isSameAs(provider.getLoggerFactory().getLogger("x"));
  }

  @Test
  void aFailureIsToldWithItsStack() {
    JsonNode line = json("It failed.", new IllegalStateException("why"));
    assertThat(line.path("error").stringValue()).isEqualTo("java.lang.IllegalStateException: why");
    assertThat(line.path("stack").stringValue()).contains("LogTest.aFailureIsToldWithItsStack");
    assertThat(
            LogFormat.TEXT.line(
                AT, Level.ERROR, "a.B", "It failed.", new IllegalStateException("why")))
        .contains("ERROR B - It failed.\njava.lang.IllegalStateException: why\n\tat ")
        .doesNotEndWith("\n");
  }

  @Test
  void textStaysOnItsLine() {
    assertThat(LogFormat.TEXT.line(AT, Level.INFO, "a.B", "a\r\nb\u001b[2J", null))
        .endsWith(" INFO B - a??b?[2J");
  }

  @Test
  void ourOwnLoggersSayMoreThanOthers() {
    assertThat(LoggerFactory.getLogger("dev.kasava.keys.x")).isInstanceOf(LineLogger.class);
    assertThat(LoggerFactory.getLogger("dev.kasava.keys.x").isInfoEnabled()).isTrue();
    assertThat(LoggerFactory.getLogger("dev.kasava.keys.x").isDebugEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.undertow").isInfoEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("io.undertow").isWarnEnabled()).isTrue();
    assertThat(LoggerFactory.getLogger("org.freedesktop.dbus").isErrorEnabled()).isFalse();
  }

  @Test
  void ownLoggersTellFromInfoOnAndOthersFromWarn() {
    Logger own = new LineLogger("dev.kasava.keys.app.Any");
    assertThat(own.isTraceEnabled()).isFalse();
    assertThat(own.isDebugEnabled()).isFalse();
    assertThat(own.isInfoEnabled()).isTrue();
    assertThat(own.isErrorEnabled()).isTrue();

    Logger other = new LineLogger("org.example.Any");
    assertThat(other.isInfoEnabled()).isFalse();
    assertThat(other.isWarnEnabled()).isTrue();
  }

  @Test
  void whatIsAdviceOrNamedByUsIsNotToldAsWell() {
    Logger pool = new LineLogger("com.zaxxer.hikari.pool.PoolBase");
    assertThat(pool.isWarnEnabled()).isFalse();
    assertThat(pool.isErrorEnabled()).isTrue();
    for (String keychain : List.of("org.freedesktop.dbus.Any", "de.swiesend.secretservice.Any")) {
      assertThat(new LineLogger(keychain).isErrorEnabled()).isFalse();
    }
  }
}
