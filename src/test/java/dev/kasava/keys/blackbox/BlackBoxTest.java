package dev.kasava.keys.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every case against one running server: that at {@code KASAVA_URL} with the key {@code
 * KASAVA_API_KEY}, or else one of its own. What was seen goes to {@code target/black-box.md}; of
 * the own server it has to be what the documentation says ({@code -Dcases=write} has it say so).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BlackBoxTest {
  private static final Path DOCUMENT = Path.of("src/docs/security-cases.md");
  private static final String TABLES = "\n## ";

  private final List<Case> cases = Cases.everything();
  private final Map<Case, String> seen = new LinkedHashMap<>();
  private final Map<Case, CompletableFuture<String>> begun = new LinkedHashMap<>();
  private @Nullable TestServer own;
  private Target target;

  @BeforeAll
  void start(@TempDir Path folder) {
    String url = System.getenv("KASAVA_URL");
    if (url == null) {
      own = TestServer.in(folder);
      target = new Target(URI.create(own.url()), own.installation().firstKey().secret().reveal());
    } else {
      String key = System.getenv("KASAVA_API_KEY");
      assertThat(key).as("KASAVA_API_KEY, a key that may read and write keys").isNotNull();
      target = new Target(URI.create(url), key);
    }
    var threads = Executors.newVirtualThreadPerTaskExecutor();
    cases.stream()
        .filter(Case::isSlow)
        .forEach(
            one ->
                begun.put(
                    one, CompletableFuture.supplyAsync(() -> one.probe().see(target), threads)));
  }

  @TestFactory
  Stream<DynamicTest> cases() {
    return cases.stream().map(one -> DynamicTest.dynamicTest(name(one), () -> check(one)));
  }

  private static String name(Case one) {
    return one.group() + ": " + one.name();
  }

  private void check(Case one) {
    CompletableFuture<String> pending = begun.get(one);
    String what = pending == null ? one.probe().see(target) : pending.join();
    seen.put(one, what);
    assertThat(one.isAsExpected(what))
        .as("%s: expected %s, but saw %s", name(one), one.expected(), what)
        .isTrue();
    assertThat(target.seen(target.request("GET /api/v1/me HTTP/1.1", Target.KEY)))
        .as("after " + name(one))
        .isEqualTo("200");
  }

  @AfterAll
  void write() throws IOException {
    String tables = tables();
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target/black-box.md"), tables);
    if (own == null) {
      return;
    }
    own.close();
    String document = Files.readString(DOCUMENT);
    String wanted = document.substring(0, document.indexOf(TABLES)) + tables;
    if (System.getProperty("cases", "").equals("write")) {
      Files.writeString(DOCUMENT, wanted);
    } else {
      assertThat(document).isEqualTo(wanted);
    }
  }

  private String tables() {
    StringBuilder text = new StringBuilder();
    String group = "";
    for (Map.Entry<Case, String> entry : seen.entrySet()) {
      Case one = entry.getKey();
      if (!one.group().equals(group)) {
        group = one.group();
        text.append(TABLES).append(group).append("\n\n| Case | Expected | Seen |\n|---|---|---|\n");
      }
      text.append(
          "| %s | %s | %s |%n".formatted(cell(one.name()), one.expected(), entry.getValue()));
    }
    return text.toString();
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("<", "\\<");
  }
}
