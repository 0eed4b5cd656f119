package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.net.URI;
import java.util.Locale;

/** What heads say of a request: the credential, the host, the type. */
final class HeadFuzzTest {
  private static final HostNames HOSTS =
      new HostNames(URI.create("https://keys.example:8443"), "10.0.0.1");

  @FuzzTest(maxDuration = "", maxExecutions = 200_000)
  void headsAreReadOneWay(FuzzedDataProvider data) {
    HeaderMap headers = new HeaderMap();
    int credentials = 0;
    while (data.consumeBoolean()) {
      String name = data.pickValue(new String[] {"X-API-Key", "authorization", "Content-Type"});
      headers.add(new HttpString(name), data.consumeString(40));
      credentials += name.equals("Content-Type") ? 0 : 1;
    }
    Credential credential = Credential.in(headers);
    assertThat(credential instanceof Credential.Several).isEqualTo(credentials > 1);
    if (credential instanceof Credential.Given(String text)) {
      assertThat(text).isEqualTo(text.strip());
      assertThat(credential.toString()).isEqualTo("Given[redacted]");
    }
    boolean isForm = Form.isForm(headers.get("Content-Type"));
    assertThat(isForm && headers.get("Content-Type").size() != 1).isFalse();

    String host = data.consumeRemainingAsString();
    if (HOSTS.knows(host)) {
      assertThat(host.toLowerCase(Locale.ROOT))
          .matches("(localhost|127\\.0\\.0\\.1|\\[::1]|10\\.0\\.0\\.1|keys\\.example)(:\\d{1,5})?");
    }
  }
}
