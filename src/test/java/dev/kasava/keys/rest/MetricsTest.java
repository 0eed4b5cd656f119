package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators can watch is what they were told of. */
final class MetricsTest {
  private static final Pattern DOCUMENTED = Pattern.compile("`([a-z]+(?:_[a-z]+)+)`");
  private static final Pattern GIVEN = Pattern.compile("(?m)^# TYPE (\\S+) ");

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }

  @Test
  void everyMetricIsDocumentedAndTheOtherWayRound(@TempDir Path folder) throws IOException {
    String page = Files.readString(Path.of("src/docs/operations.md"));
    String table =
        page.substring(page.indexOf("<!-- metrics:"), page.indexOf("<!-- end of metrics -->"));
    try (TestServer server = TestServer.in(folder)) {
      assertThat(server.send("GET", "/healthz", null).status()).isEqualTo(200);
      String scraped = server.send("GET", "/metrics", null).body();
      assertThat(names(GIVEN, scraped)).isEqualTo(names(DOCUMENTED, table)).hasSizeGreaterThan(10);
      assertThat(scraped)
          .contains("kasava_database_reached 1.0", "kasava_keys_trusted 1.0")
          .contains("kasava_http_requests_total{door=\"other\",status=\"200\"} 1.0")
          .doesNotContain(server.installation().firstKey().key().key().id().value());
    }
  }
}
