package dev.kasava.keys.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Keys by address, and what people begin with. Both eras serve the same; the newer is asked. */
final class ResourcesAndPromptsTest {
  private final Json json = new Json();
  private TestServer server;
  private RawMcp raw;
  private ModernMcp modern;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
    raw = new RawMcp(server.url());
    modern = new ModernMcp(raw, first());
  }

  @AfterEach
  void stop() {
    raw.close();
    server.close();
  }

  private Secret first() {
    return server.installation().firstKey().secret();
  }

  private JsonNode read(String uri) {
    JsonNode contents =
        modern.result("resources/read", "{\"uri\":\"" + uri + "\"}").path("contents");
    assertThat(contents.size()).isEqualTo(1);
    assertThat(contents.get(0).path("uri").stringValue()).isEqualTo(uri);
    assertThat(contents.get(0).path("mimeType").stringValue()).isEqualTo("application/json");
    return json.mapper().readTree(contents.get(0).path("text").stringValue());
  }

  @Test
  void resourcesHoldWhatTheRestApiAnswers() {
    Issue.Claimed key = server.installation().create("CI", null, "keys:read");
    String id = key.key().key().id().value();
    assertThat(read("kasava://keys/" + id).path("name").stringValue()).isEqualTo("CI");
    assertThat(read("kasava://keys").path("keys").get(0).path("id").stringValue()).isEqualTo(id);
    server.call("GET", "/api/v1/me", key.secret(), null);
    JsonNode usage = read("kasava://keys/" + id + "/usage");
    assertThat(usage.path("totalRequests").intValue()).isEqualTo(1);
    assertThat(usage.path("timeZone").stringValue()).isEqualTo("UTC");
    assertThat(usage).isEqualTo(server.call("GET", "/api/v1/keys/" + id + "/usage", null).json());
  }

  @Test
  void everyKeyIsListedOnceHoweverManyPagesItTakes() {
    for (int i = 0; i < 230; i++) {
      server.installation().create("Key " + i, null, "keys:read");
    }
    List<String> uris = new ArrayList<>();
    String params = "{}";
    int pages = 0;
    while (true) {
      JsonNode page = modern.result("resources/list", params);
      page.path("resources").forEach(item -> uris.add(item.path("uri").stringValue("")));
      pages++;
      if (!page.has("nextCursor")) {
        break;
      }
      params = "{\"cursor\":\"" + page.path("nextCursor").stringValue() + "\"}";
    }
    assertThat(pages).isEqualTo(3);
    assertThat(uris).hasSize(232).doesNotHaveDuplicates().contains("kasava://keys");
  }

  @Test
  void whatTakesPagesTellsHowFarItIsToWhoAsks() {
    for (int i = 0; i < 230; i++) {
      server.installation().create("Key " + i, null, "keys:read");
    }
    String audit = "{\"name\":\"audit_api_keys\",\"_meta\":{\"progressToken\":\"t1\"}}";
    RawMcp.Answer answer = modern.ask("tools/call", audit);
    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    List<JsonNode> messages =
        answer
            .body()
            .lines()
            .filter(line -> line.startsWith("data:"))
            .map(line -> json.mapper().readTree(line.substring(5)))
            .toList();
    assertThat(messages).hasSize(2);
    JsonNode progress = messages.getFirst();
    assertThat(progress.path("method").stringValue()).isEqualTo("notifications/progress");
    assertThat(progress.path("params").path("progressToken").stringValue()).isEqualTo("t1");
    assertThat(progress.path("params").path("progress").intValue()).isEqualTo(200);
    assertThat(progress.path("params").has("total")).isFalse();
    JsonNode found = messages.getLast().path("result").path("structuredContent");
    assertThat(found.path("findings").size()).as("the gravest").isEqualTo(200);
    assertThat(found.path("total").intValue()).isEqualTo(231);
    assertThat(found.path("findings").get(0).path("problems").get(0).path("code").stringValue())
        .as("the first key may change keys")
        .isEqualTo("wide_scopes");
    assertThat(modern.call("audit_api_keys", "{}").header("Content-Type"))
        .as("nobody asked")
        .isEqualTo("application/json");
  }

  @Test
  void templatesTellHowAddressesAreMade() {
    List<String> templates = new ArrayList<>();
    modern
        .result("resources/templates/list", "{}")
        .path("resourceTemplates")
        .forEach(item -> templates.add(item.path("uriTemplate").stringValue("")));
    assertThat(templates).containsExactly("kasava://keys/{id}", "kasava://keys/{id}/usage");
  }

  private List<String> complete(String ref, String argument, String typed) {
    List<String> values = new ArrayList<>();
    modern
        .result(
            "completion/complete",
            "{\"ref\":"
                + ref
                + ",\"argument\":{\"name\":\""
                + argument
                + "\",\"value\":\""
                + typed
                + "\"}}")
        .path("completion")
        .path("values")
        .forEach(value -> values.add(value.stringValue("")));
    return values;
  }

  @Test
  void idsAreFoundByTheNameOfTheKeyOrTheirOwnBeginning() {
    String deploy = id(server.installation().create("Deploy to production", null, "keys:read"));
    String nightly = id(server.installation().create("Nightly build", null, "keys:read"));
    String template = "{\"type\":\"ref/resource\",\"uri\":\"kasava://keys/{id}\"}";
    String usage = "{\"type\":\"ref/resource\",\"uri\":\"kasava://keys/{id}/usage\"}";
    String rotate = "{\"type\":\"ref/prompt\",\"name\":\"rotate-key\"}";
    assertThat(complete(template, "id", "prod")).containsExactly(deploy);
    assertThat(complete(usage, "id", "Night")).containsExactly(nightly);
    assertThat(complete(rotate, "key", "build")).containsExactly(nightly);
    assertThat(complete(rotate, "key", deploy.substring(0, 12))).containsExactly(deploy);
    assertThat(complete(template, "id", "")).hasSize(3);
    assertThat(complete(template, "id", "nobody")).isEmpty();
    assertThat(complete("{\"type\":\"ref/prompt\",\"name\":\"connect-client\"}", "client", "c"))
        .containsExactly("claude-code", "claude-desktop", "cursor", "codex");
  }

  private static String id(Issue.Claimed key) {
    return key.key().key().id().value();
  }

  @Test
  void whatCannotBeCompletedIsRefusedWithWhatCan() {
    for (String params :
        new String[] {
          "{\"ref\":{\"type\":\"ref/tool\",\"name\":\"x\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}}",
          "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"x\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}}",
          "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"rotate-key\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}}",
          "{\"ref\":{\"type\":\"ref/resource\",\"uri\":\"x://y\"},\"argument\":{\"name\":\"id\",\"value\":\"\"}}",
          "{\"ref\":{\"type\":\"ref/prompt\",\"name\":\"rotate-key\"},\"argument\":{\"name\":\"key\"}}"
        }) {
      RawMcp.Answer answer = modern.ask("completion/complete", params);
      assertThat(answer.errorCode()).as(answer.body()).isEqualTo(-32602);
    }
  }

  @Test
  void promptsSayHowItIsDoneSafely() {
    String id = id(server.installation().create("Deploy key", null, "keys:read"));
    assertThat(prompt("rotate-key", "{\"key\":\"" + id + "\"}"))
        .contains("\"Deploy key\" (" + id + ")", "regenerate_api_key", "never ask me to paste");
    assertThat(prompt("audit-keys", "{}")).contains("audit_api_keys", "before I agree");
    assertThat(prompt("connect-client", "{\"client\":\"cursor\"}"))
        .contains("create_api_key", "cursor", "Never ask me to paste");
  }

  private String prompt(String name, String arguments) {
    JsonNode result =
        modern.result("prompts/get", "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
    JsonNode message = result.path("messages").get(0);
    assertThat(message.path("role").stringValue()).isEqualTo("user");
    return message.path("content").path("text").stringValue();
  }

  @Test
  void promptsWithoutTheirArgumentsSayWhichAreMissing() {
    for (String arguments : new String[] {"{}", "{\"key\":7}", "{\"key\":\"nonsense\"}"}) {
      RawMcp.Answer answer =
          modern.ask("prompts/get", "{\"name\":\"rotate-key\",\"arguments\":" + arguments + "}");
      assertThat(answer.errorCode()).as(answer.body()).isEqualTo(-32602);
    }
    assertThat(
            modern
                .ask(
                    "prompts/get", "{\"name\":\"connect-client\",\"arguments\":{\"client\":\"x\"}}")
                .body())
        .contains("claude-code", "windsurf");
  }
}
