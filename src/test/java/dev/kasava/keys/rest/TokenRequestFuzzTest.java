package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.http.Form;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;

/** Requests for access tokens. */
final class TokenRequestFuzzTest {
  private static final String[] HEADERS = {"X-API-Key", "Authorization"};
  private static final String[] SCHEMES = {"", "Bearer ", "Basic ", "basic a2V5"};

  @FuzzTest(maxDuration = "", maxExecutions = 150_000)
  void theKeyStandsThereOnce(FuzzedDataProvider data) {
    HeaderMap headers = new HeaderMap();
    int count = data.consumeInt(0, 2);
    for (int i = 0; i < count; i++) {
      headers.add(
          new HttpString(data.pickValue(HEADERS)),
          data.pickValue(SCHEMES) + data.consumeString(40));
    }
    Form.parse(data.consumeRemainingAsBytes()).ifPresent(form -> holds(headers, form));
  }

  private static void holds(HeaderMap headers, Form form) {
    switch (TokenRequest.read(headers, form)) {
      case TokenRequest.Read.Good good -> {
        assertThat(good.toString()).isEqualTo("Good[redacted]");
        assertThat(form.all("client_secret")).hasSizeLessThan(2);
        assertThat(good.place() == TokenRequest.Place.BODY)
            .isEqualTo(!form.one("client_secret").isEmpty());
      }
      case TokenRequest.Read.Bad bad -> {
        assertThat(bad.code()).matches("(invalid|unsupported)_[a-z_]+");
        assertThat(bad.description()).isNotBlank();
      }
      case TokenRequest.Read.Absent absent ->
          assertThat(form.one("client_secret")).as(absent.description()).isEmpty();
    }
  }
}
