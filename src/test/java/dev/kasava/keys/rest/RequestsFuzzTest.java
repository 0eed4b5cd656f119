package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.wire.Json;

/** JSON bodies. */
final class RequestsFuzzTest {
  private static final Json JSON = new Json();
  private static final Requests REQUESTS = new Requests(JSON);

  @FuzzTest(maxDuration = "", maxExecutions = 50_000)
  void bodiesAreReadOrRefused(byte[] body) {
    holds(REQUESTS.create(body));
    holds(REQUESTS.regenerate(body));
    holds(REQUESTS.update(body));
    holds(REQUESTS.claim(body));
    holds(REQUESTS.verify(body));
    if (REQUESTS.verify(body) instanceof Outcome.Done<Requests.VerifyRequest>(var request)) {
      assertThat(request.toString()).isEqualTo("VerifyRequest[redacted]");
      assertThat(JSON.mapper().readTree(body).path("key").stringValue())
          .isEqualTo(request.credential());
    }
  }

  /** A refusal is one for the input's sake, in words that are ours. */
  private static <T> void holds(Outcome<T> outcome) {
    if (outcome instanceof Outcome.Refused<T>(Refusal refusal)) {
      assertThat(refusal).isInstanceOf(Refusal.Invalid.class);
      assertThat(refusal.message()).isNotBlank().doesNotContain("Exception", "jackson", "java.");
    }
  }
}
