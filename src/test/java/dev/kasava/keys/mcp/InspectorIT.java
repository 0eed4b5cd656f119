package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.NodeProgram;
import dev.kasava.keys.fixture.RecordingProxy;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The official inspector, as a person who tries the server would run it. */
final class InspectorIT {
  @TempDir private Path nobody;

  private JsonNode inspect(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> all =
        with(
            List.of(
                NodeProgram.installed(
                        "@modelcontextprotocol/inspector/clients/launcher/build/index.js")
                    .toString(),
                "--cli"),
            arguments.toArray(String[]::new));
    NodeProgram.Said said = new NodeProgram(nobody, environment).within(60).run(all);
    assertThat(said.exitCode()).as("%s%n%s", said.output(), said.errors()).isZero();
    return new Json().mapper().readTree(said.output());
  }

  private static List<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("tools").forEach(tool -> names.add(tool.path("name").stringValue()));
    return names;
  }

  private static Map<String, String> environment(Path home) {
    return Map.of(
        "KASAVA_HOME",
        home.toString(),
        "KASAVA_API_KEY_FILE",
        home.resolve("first-key").toString(),
        "JAVA_HOME",
        Objects.requireNonNull(System.getProperty("java.home")));
  }

  /**
   * Its own command line is the inspector's only way to be given a header over HTTP, so a
   * configuration file, which only this user can read, names it instead.
   */
  private List<String> overHttp(String url, String secret, String era) throws IOException {
    Map<String, Object> server =
        Map.of(
            "type",
            "streamable-http",
            "url",
            url + "/mcp",
            "headers",
            Map.of("Authorization", "Bearer " + secret));
    Path config = nobody.resolve("mcp.json");
    Files.writeString(config, new Json().text(Map.of("mcpServers", Map.of("kasava", server))));
    return List.of("--config", config.toString(), "--server", "kasava", "--protocol-era", era);
  }

  private static List<String> overStdio(Path home, String era) {
    return List.of(
        "-e",
        "KASAVA_HOME=" + home,
        "-e",
        "KASAVA_API_KEY_FILE=" + home.resolve("first-key"),
        "--protocol-era",
        era,
        Tools.launcher().toString(),
        "mcp");
  }

  private List<String> tools(Map<String, String> environment, List<String> way) throws Exception {
    return names(inspect(environment, with(way, "--method", "tools/list")));
  }

  private JsonNode call(
      Map<String, String> environment, List<String> way, String tool, String... arguments)
      throws Exception {
    List<String> calling = with(way, "--method", "tools/call", "--tool-name", tool);
    return inspect(environment, with(calling, arguments)).path("structuredContent");
  }

  @ParameterizedTest
  @ValueSource(strings = {"modern", "legacy", "auto"})
  void listsAndCallsToolsOverHttpAndOverStdio(String era) throws Exception {
    Path home = Tools.kept("inspector-" + era);
    Path heard = home.resolveSibling(home.getFileName() + "-logs").resolve("answers.txt");
    Map<String, String> environment = environment(home);
    try (KasavaProcess server = KasavaProcess.serve(home);
        RecordingProxy proxy = RecordingProxy.to(server.url(), heard)) {
      List<String> http = overHttp(proxy.url(), server.firstSecret(), era);
      List<String> tools = tools(environment, http);
      assertThat(tools).hasSize(9).contains("create_api_key", "whoami");
      JsonNode created = call(environment, http, "create_api_key", "--tool-arg", "name=Inspector");
      assertThat(created.path("claimUrl").stringValue())
          .startsWith(server.url() + "/settings/api-keys/key_");
      JsonNode keys =
          inspect(environment, with(http, "--method", "resources/read", "--uri", "kasava://keys"));
      assertThat(keys.toString()).contains("Inspector");
      spoke(era, Files.readString(heard).toLowerCase(Locale.ROOT));

      List<String> stdio = overStdio(home, era);
      assertThat(tools(environment, stdio)).isEqualTo(tools);
      JsonNode listed = call(environment, stdio, "list_api_keys");
      assertThat(listed.path("keys").get(0).path("name").stringValue()).isEqualTo("Inspector");
    }
  }

  /** Results say of themselves what they are in the newer era, which knows no sessions. */
  private static void spoke(String era, String answers) {
    boolean isOlder = era.equals("legacy");
    assertThat(answers.contains("mcp-session-id:")).as("sessions").isEqualTo(isOlder);
    assertThat(answers.contains("\"resulttype\":"))
        .as("results by themselves")
        .isNotEqualTo(isOlder);
  }

  private static List<String> with(List<String> base, String... more) {
    List<String> all = new ArrayList<>(base);
    all.addAll(List.of(more));
    return all;
  }
}
