package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FormTest {
  private static Optional<Form> parse(String body) {
    return Form.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  private static Form form(String body) {
    return parse(body).orElseThrow();
  }

  @Test
  void fieldsAreReadAsBrowsersWriteThem() {
    Form form = form("name=CI%2FCD+Pipeline&empty=&scope=a&scope=b&%C3%A9=%e2%82%AC%00");
    assertThat(form.one("name")).isEqualTo("CI/CD Pipeline");
    assertThat(form.one("empty")).isEmpty();
    assertThat(form.has("empty")).isTrue();
    assertThat(form.has("absent")).isFalse();
    assertThat(form.one("absent")).isEmpty();
    assertThat(form.all("absent")).isEmpty();
    assertThat(form.all("scope")).containsExactly("a", "b");
    assertThat(form.one("scope")).as("which of both, nobody can tell").isEmpty();
    assertThat(form.one("é")).isEqualTo("€\0");
    assertThat(form.toString()).doesNotContain("CI");
    assertThat(form("a=b=c").one("a")).isEqualTo("b=c");
    assertThat(form("").has("")).isFalse();
    assertThat(form("=x").one("")).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a", "a=1&", "&a=1", "a=%", "a=%4", "a=%4g", "a=%g4", "%zz=1", "a=%ff", "a=%c3", "%c3=a"
      })
  void whatIsNoFormIsNone(String body) {
    assertThat(parse(body)).isEmpty();
  }

  @Test
  void noMoreThanTwoHundredFieldsAreRead() {
    String fields = "a=1&".repeat(199) + "a=1";
    assertThat(form(fields).all("a")).hasSize(200);
    assertThat(parse(fields + "&a=1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded, true",
    "Application/X-WWW-Form-Urlencoded; charset=utf-8, true",
    "application/json, false",
    "multipart/form-data, false"
  })
  void itsTypeIsSaid(String type, boolean isForm) {
    HeaderMap headers = new HeaderMap();
    assertThat(Form.isForm(headers.get(Headers.CONTENT_TYPE))).isFalse();
    headers.add(Headers.CONTENT_TYPE, type);
    assertThat(Form.isForm(headers.get(Headers.CONTENT_TYPE))).isEqualTo(isForm);
    headers.add(Headers.CONTENT_TYPE, type);
    assertThat(Form.isForm(headers.get(Headers.CONTENT_TYPE))).as("said twice").isFalse();
  }
}
