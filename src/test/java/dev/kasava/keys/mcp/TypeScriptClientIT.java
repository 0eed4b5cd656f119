package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.NodeProgram;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The TypeScript SDK's clients, which most tools are made with, against the real server. */
final class TypeScriptClientIT {
  @TempDir private Path nobody;

  private static String script(String name) {
    return Tools.checkout().resolve("src/test/resources/mcp/clients").resolve(name).toString();
  }

  private JsonNode run(String script, Map<String, String> environment) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MODULES", NodeProgram.installed("@modelcontextprotocol/client/../..").toString());
    NodeProgram.Said said = new NodeProgram(nobody, all).within(90).run(List.of(script(script)));
    assertThat(said.exitCode()).as("%s%n%s", said.output(), said.errors()).isZero();
    return new Json().mapper().readTree(said.output().strip());
  }

  /** What the scripts need to know to reach the server, or to run one of their own beside it. */
  private Map<String, String> reaching(KasavaProcess server, String transport) {
    String keyFile = server.home().resolve("first-key").toString();
    if (transport.equals("http")) {
      return new HashMap<>(Map.of("URL", server.url() + "/mcp", "KEY_FILE", keyFile));
    }
    Map<String, String> ofServer = new HashMap<>();
    if (transport.equals("bridge")) {
      ofServer.put("KASAVA_URL", server.url());
    }
    ofServer.putAll(
        Map.of(
            "PATH",
            Objects.requireNonNull(System.getenv("PATH")),
            "HOME",
            nobody.toString(),
            "JAVA_HOME",
            Objects.requireNonNull(System.getProperty("java.home")),
            "KASAVA_HOME",
            server.home().toString(),
            "KASAVA_API_KEY_FILE",
            keyFile));
    return new HashMap<>(
        Map.of("LAUNCHER", Tools.launcher().toString(), "SERVER_ENV", new Json().text(ofServer)));
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(item -> texts.add(item.stringValue("")));
    return texts;
  }

  @ParameterizedTest
  @CsvSource({
    "2, modern, http, modern",
    "2, auto, http, modern",
    "2, legacy, http, legacy",
    "1, legacy, http, legacy",
    "2, modern, stdio, modern",
    "2, auto, stdio, modern",
    "2, legacy, stdio, legacy",
    "1, legacy, stdio, legacy",
    "2, modern, bridge, modern",
    "2, auto, bridge, modern",
    "2, legacy, bridge, legacy",
    "1, legacy, bridge, legacy"
  })
  void aPersonsTourOfTheTools(String sdk, String era, String transport, String spoken)
      throws Exception {
    Path home = Tools.kept("typescript-" + sdk + era + transport);
    try (KasavaProcess server = KasavaProcess.serve(home)) {
      Map<String, String> environment = reaching(server, transport);
      environment.putAll(Map.of("SDK", sdk, "ERA", era));
      check(run("tour.mjs", environment), spoken);
    }
  }

  private static void check(JsonNode seen, String era) {
    assertThat(seen.path("era").stringValue()).isEqualTo(era);
    assertThat(seen.path("instructions").stringValue()).contains("Secrets never pass");
    assertThat(texts(seen.path("tools"))).hasSize(9);
    String id = seen.path("created").path("key").path("id").stringValue();
    String claimUrl = seen.path("created").path("claimUrl").stringValue();
    assertThat(claimUrl).endsWith("/settings/api-keys/" + id + "/claim");
    assertThat(seen.path("declined").path("isError").booleanValue()).isTrue();
    assertThat(seen.path("kept").path("isError").booleanValue()).isTrue();
    assertThat(seen.path("resource").path("name").stringValue()).isEqualTo("Tour of the town");
    assertThat(seen.path("templates").intValue()).isEqualTo(2);
    assertThat(texts(seen.path("completed"))).containsExactly(id);
    assertThat(seen.path("prompt").stringValue()).contains("\"Tour of the town\"");
    assertThat(seen.path("deleted").path("deleted").booleanValue()).isTrue();
    assertThat(texts(seen.path("names"))).containsExactly("First key");

    JsonNode asked = seen.path("asked");
    assertThat(asked.size()).isEqualTo(4);
    assertThat(asked.get(0).path("mode").stringValue()).isEqualTo("url");
    assertThat(asked.get(0).path("url").stringValue()).isEqualTo(claimUrl);
    assertThat(asked.get(1).path("mode").stringValue()).isEqualTo("url");
    assertThat(asked.get(2).path("message").stringValue())
        .startsWith("Delete the API key \"Tour of the town\"?");
    assertThat(asked.get(3).path("mode").stringValue()).isEqualTo("form");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "stdio", "bridge"})
  void aClientOfEachEraHearsOfTheOthersKeyAndFindsItWithOneLook(String transport) throws Exception {
    try (KasavaProcess server = KasavaProcess.serve(Tools.kept("two-eras-" + transport))) {
      JsonNode seen = run("two-eras.mjs", reaching(server, transport));
      assertThat(seen.path("newer").stringValue()).isEqualTo("modern");
      assertThat(texts(seen.path("older"))).contains("From the newer");
      assertThat(texts(seen.path("titles"))).contains("From the newer", "From the older");
    }
  }
}
