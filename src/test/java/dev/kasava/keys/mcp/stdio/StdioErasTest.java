package dev.kasava.keys.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Both eras over one pair of streams. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StdioErasTest {
  private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";

  private TestInstallation installation;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private StdioClient client(Duration patience) {
    Caller operator = Caller.operator(installation.firstKey().key().key().owner(), Door.MCP);
    return new StdioClient(installation, () -> Outcome.done(operator), patience);
  }

  private StdioClient client() {
    return client(Duration.ofSeconds(30));
  }

  private static String modern(int id, String method, String capabilities, String more) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
        + "\"io.modelcontextprotocol/clientCapabilities\":"
        + capabilities
        + "}"
        + more
        + "}}";
  }

  @Test
  void whoamiNamesTheDataFolderInBothEras() {
    try (StdioClient client = client()) {
      client.begin("older");
      String folder = installation.get().folder().path().toString();
      for (String message :
          List.of(
              StdioClient.call(1, "whoami", "{}"),
              modern(1, "tools/call", "{}", ",\"name\":\"whoami\",\"arguments\":{}"))) {
        JsonNode result = client.ask(message).path("result");
        JsonNode structured = result.path("structuredContent");
        assertThat(structured.path("dataFolder").stringValue()).isEqualTo(folder);
        assertThat(structured.path("owner").path("name").stringValue()).isEqualTo("Owner");
        assertThat(structured.has("server")).isFalse();
        assertThat(result.path("content").path(0).path("text").stringValue())
            .endsWith(" The data folder is " + folder + ".");
      }
    }
  }

  @Test
  void aClientMayAskInTheNewerEraAndGoOnInTheOlder() {
    try (StdioClient client = client()) {
      JsonNode discovered = client.ask(modern(1, "server/discover", "{}", ""));
      assertThat(discovered.path("result").path("supportedVersions").get(0).stringValue())
          .isEqualTo("2026-07-28");
      client.begin("older");
      assertThat(
              client
                  .ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")
                  .path("result")
                  .has("resultType"))
          .isFalse();
      assertThat(
              client
                  .ask(modern(3, "tools/list", "{}", ""))
                  .path("result")
                  .path("resultType")
                  .stringValue())
          .isEqualTo("complete");
    }
  }

  @Test
  void aPingNeedsNoBeginning() {
    try (StdioClient client = client()) {
      assertThat(
              client
                  .ask("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
                  .path("result")
                  .isObject())
          .isTrue();
    }
  }

  @Test
  void anotherRevisionIsRefusedWithThoseThereAre() {
    try (StdioClient client = client()) {
      JsonNode answer =
          client.ask(modern(1, "tools/list", "{}", "").replace("2026-07-28", "2031-01-01"));
      assertThat(answer.path("error").path("code").intValue()).isEqualTo(-32022);
      assertThat(
              client
                  .ask("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"server/discover\"}")
                  .path("error")
                  .path("code")
                  .intValue())
          .isEqualTo(-32602);
    }
  }

  @Test
  void changesAreHeardUntilTheSubscriptionIsCancelled() {
    try (StdioClient client = client()) {
      JsonNode agreed =
          client.ask(
              modern(
                  7,
                  "subscriptions/listen",
                  "{}",
                  ",\"notifications\":{\"resourcesListChanged\":true}"));
      assertThat(agreed.path("method").stringValue())
          .isEqualTo("notifications/subscriptions/acknowledged");
      installation.create("New", null, "keys:read");
      installation.get().changes().poll();
      JsonNode notice = client.next();
      assertThat(notice.path("method").stringValue())
          .isEqualTo("notifications/resources/list_changed");
      assertThat(
              notice
                  .path("params")
                  .path("_meta")
                  .path("io.modelcontextprotocol/subscriptionId")
                  .intValue())
          .isEqualTo(7);
      client.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
              + "{\"requestId\":7}}\n");
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"}");
      installation.create("Newer", null, "keys:read");
      installation.get().changes().poll();
      assertThat(
              client
                  .ask("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}")
                  .path("id")
                  .intValue())
          .isEqualTo(9);
    }
  }

  @Test
  void aSessionHearsOfChangesToo() {
    try (StdioClient client = client()) {
      client.begin("older");
      // Whoever is answered once more listens already.
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
      installation.create("New", null, "keys:read");
      installation.get().changes().poll();
      assertThat(client.next().path("method").stringValue())
          .isEqualTo("notifications/resources/list_changed");
    }
  }

  private static void begin(StdioClient client) {
    client.ask(
        """
        {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
        "capabilities":{"elicitation":{"form":{}}},"clientInfo":{"name":"x","version":"1"}}}\
        """);
  }

  private String delete(int id, Issue.Claimed key) {
    return StdioClient.call(id, "delete_api_key", "{\"id\":\"" + key.key().key().id() + "\"}");
  }

  private boolean isThere(Issue.Claimed key) {
    return installation
        .get()
        .keys()
        .<Boolean>read(reader -> reader.key(key.key().key().id()).isPresent());
  }

  @Test
  void aClientThatNeverAnswersHarmsNobody() {
    Issue.Claimed key = installation.create("Safe", null, "keys:read");
    try (StdioClient client = client(Duration.ofMillis(200))) {
      begin(client);
      JsonNode question = client.ask(delete(5, key));
      assertThat(question.path("method").stringValue()).isEqualTo("elicitation/create");
      JsonNode answer = client.next();
      assertThat(answer.path("id").intValue()).isEqualTo(5);
      assertThat(answer.path("result").path("isError").booleanValue()).isTrue();
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\""
              + question.path("id").stringValue()
              + "\",\"result\":{\"action\":\"accept\",\"content\":{}}}\n");
      client.ask("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"}");
      assertThat(isThere(key)).as("too late").isTrue();
    }
  }

  @Test
  void aPersonsAnswerActsAndThatOfAClientThatFailedDoesNot() {
    Issue.Claimed key = installation.create("Key", null, "keys:read");
    try (StdioClient client = client()) {
      begin(client);
      String failed = client.ask(delete(5, key)).path("id").stringValue();
      JsonNode answer =
          client.ask(
              "{\"jsonrpc\":\"2.0\",\"id\":\""
                  + failed
                  + "\",\"error\":{\"code\":-1,\"message\":\"no window\"}}");
      assertThat(answer.path("result").path("isError").booleanValue()).isTrue();
      assertThat(isThere(key)).isTrue();
      String asked = client.ask(delete(6, key)).path("id").stringValue();
      JsonNode done =
          client.ask(
              "{\"jsonrpc\":\"2.0\",\"id\":\"" + asked + "\",\"result\":{\"action\":\"accept\"}}");
      assertThat(done.path("id").intValue()).isEqualTo(6);
      assertThat(done.path("result").path("isError").booleanValue(true)).isFalse();
      assertThat(isThere(key)).isFalse();
    }
  }

  @Test
  void aCancelledRequestIsNeitherDoneNorAnswered() {
    Issue.Claimed key = installation.create("Key", null, "keys:read");
    try (StdioClient client = client()) {
      begin(client);
      String asked = client.ask(delete(5, key)).path("id").stringValue();
      client.send(
          "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
              + "{\"requestId\":5}}\n");
      client.send(
          "{\"jsonrpc\":\"2.0\",\"id\":\"" + asked + "\",\"result\":{\"action\":\"accept\"}}\n");
      assertThat(
              client
                  .ask("{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"ping\"}")
                  .path("id")
                  .intValue())
          .isEqualTo(8);
      assertThat(isThere(key)).isTrue();
    }
  }

  @Test
  void theOperatorsRequestStateIsTheOperatorsAlone() {
    Issue.Claimed key = installation.create("Key", null, "keys:read");
    String call =
        ",\"name\":\"delete_api_key\",\"arguments\":{\"id\":\"" + key.key().key().id() + "\"}";
    try (StdioClient client = client()) {
      JsonNode asking = client.ask(modern(1, "tools/call", FORMS, call)).path("result");
      String state = asking.path("requestState").stringValue();
      String retry =
          modern(
              2,
              "tools/call",
              FORMS,
              call
                  + ",\"requestState\":\""
                  + state
                  + "\",\"inputResponses\":{\"agree\":{\"action\":\"accept\"}}");
      Caller first = installation.firstCaller();
      try (StdioClient other =
          new StdioClient(installation, () -> Outcome.done(first), Duration.ofSeconds(5))) {
        assertThat(other.ask(retry).path("error").path("code").intValue()).isEqualTo(-32602);
      }
      assertThat(
              client
                  .ask(retry)
                  .path("result")
                  .path("structuredContent")
                  .path("deleted")
                  .booleanValue())
          .isTrue();
    }
  }
}
