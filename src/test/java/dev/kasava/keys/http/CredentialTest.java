package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which credential a request carries, if it is one. */
final class CredentialTest {
  private final HeaderMap headers = new HeaderMap();

  private Credential authorized(String value) {
    return Credential.in(headers.put(Headers.AUTHORIZATION, value));
  }

  @Test
  void aKeyStandsInItsHeader() {
    headers.put(Credential.API_KEY_HEADER, " a key ");

    assertThat(Credential.in(headers)).isEqualTo(new Credential.Given("a key"));
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {"Bearer abc,abc", "bearer abc,abc", "BEARER  abc ,abc", "Bearer a b,a b"})
  void aTokenStandsBehindItsSchemeInWhicheverCase(String value, String token) {
    assertThat(authorized(value)).isEqualTo(new Credential.Given(token));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearerabc", "Basic abc", "Bear abc", "Token a"})
  void anotherSchemeOrNothingBehindItIsNone(String value) {
    assertThat(authorized(value)).isEqualTo(new Credential.None());
  }

  @Test
  void nothingIsNone() {
    assertThat(Credential.in(headers)).isEqualTo(new Credential.None());
  }

  @Test
  void twoAreTooManyWhereverTheyStand() {
    headers.add(Credential.API_KEY_HEADER, "a").add(Credential.API_KEY_HEADER, "a");
    assertThat(Credential.in(headers)).isEqualTo(new Credential.Several());

    headers.clear();
    headers.add(Headers.AUTHORIZATION, "Bearer a").add(Credential.API_KEY_HEADER, "a");
    assertThat(Credential.in(headers)).isEqualTo(new Credential.Several());

    headers.clear();
    headers.add(Headers.AUTHORIZATION, "Bearer a").add(Headers.AUTHORIZATION, "Basic b");
    assertThat(Credential.in(headers)).isEqualTo(new Credential.Several());
  }

  @Test
  void itIsNotPrinted() {
    assertThat(new Credential.Given("hush")).hasToString("Given[redacted]");
  }
}
