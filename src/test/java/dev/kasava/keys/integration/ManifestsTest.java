package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is committed is what would be rendered; {@code -Dmanifests=write} renders it anew, for
 * review.
 */
final class ManifestsTest {
  /** How the server is run, which no client's configuration follows from; and what is built. */
  private static final Set<Path> NOT_RENDERED =
      Set.of(Path.of("manifests/systemd"), Path.of("manifests/docker"), Path.of("plugin/lib"));

  private final Map<String, String> rendered = render();

  private static Map<String, String> render() {
    return Manifests.of(
        Objects.requireNonNull(System.getProperty("kasava.version")).replace("-SNAPSHOT", ""));
  }

  private JsonNode json(String path) {
    return JsonMapper.shared().readTree(Objects.requireNonNull(rendered.get(path), path));
  }

  @BeforeAll
  static void renderWhenAskedTo() throws IOException {
    if ("write".equals(System.getProperty("manifests"))) {
      for (Map.Entry<String, String> file : render().entrySet()) {
        Path path = Path.of(file.getKey());
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.writeString(path, file.getValue());
      }
    }
  }

  @Test
  void whatIsCommittedIsWhatWouldBeRendered() throws IOException {
    for (Map.Entry<String, String> file : rendered.entrySet()) {
      assertThat(Path.of(file.getKey())).content().as(file.getKey()).isEqualTo(file.getValue());
    }
  }

  @Test
  void noManifestIsCommittedThatIsNotRenderedNorTheOtherWayRound() throws IOException {
    Set<String> committed = new TreeSet<>();
    for (String folder : List.of("manifests", "plugin", ".claude-plugin")) {
      try (Stream<Path> files = Files.walk(Path.of(folder))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> folder.equals("manifests") || file.toString().endsWith(".json"))
            .filter(file -> NOT_RENDERED.stream().noneMatch(file::startsWith))
            .forEach(file -> committed.add(file.toString().replace('\\', '/')));
      }
    }
    assertThat(committed).isEqualTo(rendered.keySet());
  }

  @ParameterizedTest
  @EnumSource(value = Integration.class, mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void everyClientHasBothWays(Integration client) {
    assertThat(
            rendered.entrySet().stream()
                .filter(file -> file.getKey().startsWith("manifests/" + client.id() + "/"))
                .map(Map.Entry::getValue))
        .anyMatch(text -> text.contains("--integration") && text.contains(client.id()))
        .anyMatch(text -> text.contains("http://127.0.0.1:8787/mcp"));
  }

  @Test
  void theReferencesManualFormIsThere() {
    JsonNode cursor = json("manifests/cursor/mcp.json").at("/mcpServers/kasava");
    assertThat(cursor.path("url").stringValue()).isEqualTo("http://127.0.0.1:8787/mcp");
    assertThat(cursor.at("/headers/Authorization").stringValue())
        .isEqualTo("Bearer ${env:KASAVA_API_KEY}");
  }

  @Test
  void theCursorLinkHoldsTheSameEntry() {
    String link = Objects.requireNonNull(rendered.get("manifests/cursor/deeplink.txt")).strip();
    String config =
        java.net.URLDecoder.decode(
            link.substring(link.indexOf("config=") + "config=".length()),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(JsonMapper.shared().readTree(java.util.Base64.getDecoder().decode(config)))
        .isEqualTo(json("manifests/cursor/mcp.json").at("/mcpServers/kasava"));
  }

  @Test
  void whatDirectoriesTakeIsWithinTheirLimits() {
    assertThat(json("manifests/server.json").path("description").stringValue(""))
        .hasSizeBetween(1, 100);
    assertThat(json("manifests/server.json").path("name").stringValue(""))
        .matches("[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+");
  }
}
