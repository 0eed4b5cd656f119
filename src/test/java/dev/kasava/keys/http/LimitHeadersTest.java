package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.usage.Allowance;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an answer says of a key's limit. */
final class LimitHeadersTest {
  private static final KeyId KEY = new KeyId("key_0000000000000000000001");
  private static final RateLimit LIMIT = new RateLimit(10, Duration.ofMinutes(1));
  private static final Verdict JUDGED = new Verdict.Unknown();

  private final HttpServerExchange exchange = new HttpServerExchange(null);

  private HeaderMap headers() {
    return exchange.getResponseHeaders();
  }

  private static Allowance allowance(boolean isPassed, long remaining) {
    return new Allowance(KEY, LIMIT, isPassed, remaining, Duration.ofMillis(1_500));
  }

  @Test
  void aKeyWithoutALimitSaysNothing() {
    assertThat(LimitHeaders.told(exchange, JUDGED, null)).isEqualTo(JUDGED);
    assertThat(headers().size()).isZero();
  }

  @Test
  void whoeverPassesHearsWhatIsLeft() {
    assertThat(LimitHeaders.told(exchange, JUDGED, allowance(true, 7))).isEqualTo(JUDGED);

    assertThat(headers().getFirst("RateLimit-Policy")).isEqualTo("\"key\";q=10;w=60");
    assertThat(headers().getFirst("RateLimit")).isEqualTo("\"key\";r=7;t=2");
    assertThat(headers().contains("Retry-After")).isFalse();
  }

  @Test
  void whoeverIsStoppedHearsWhenToComeBack() {
    assertThat(LimitHeaders.told(exchange, JUDGED, allowance(false, 0)))
        .isEqualTo(new Verdict.RateLimited(KEY, LIMIT, Duration.ofMillis(1_500)));

    assertThat(headers().getFirst("RateLimit")).isEqualTo("\"key\";r=0;t=2");
    assertThat(headers().getFirst("Retry-After")).isEqualTo("2");
  }
}
