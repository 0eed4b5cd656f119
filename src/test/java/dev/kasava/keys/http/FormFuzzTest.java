package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Submitted forms. */
final class FormFuzzTest {
  @FuzzTest(maxDuration = "", maxExecutions = 300_000)
  void formsAreReadAsTheyWereWritten(FuzzedDataProvider data) {
    List<String> values = new ArrayList<>();
    StringBuilder written = new StringBuilder();
    while (data.consumeBoolean() && values.size() < 20) {
      String value = wellFormed(data.consumeString(20));
      written.append(written.isEmpty() ? "" : "&").append("n%61me=");
      written.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      values.add(value);
    }
    Form form = Form.parse(written.toString().getBytes(StandardCharsets.US_ASCII)).orElseThrow();
    assertThat(form.all("name")).isEqualTo(values);
    assertThat(form.one("name")).isEqualTo(values.size() == 1 ? values.getFirst() : "");
    assertThat(form.toString()).isEqualTo("Form[redacted]");

    byte[] raw = data.consumeRemainingAsBytes();
    Form.parse(raw).ifPresent(read -> assertThat(read.one("name")).isEqualTo(one(read)));
  }

  private static String one(Form form) {
    List<String> all = form.all("name");
    assertThat(form.has("name")).isEqualTo(!all.isEmpty());
    return all.size() == 1 ? all.getFirst() : "";
  }

  /** Without lone surrogates, which no encoding has. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
