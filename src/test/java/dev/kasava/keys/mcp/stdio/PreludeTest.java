package dev.kasava.keys.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The early answers are the lanes' own, byte by byte: {@code -Dmcp.snapshot=write} writes down anew
 * what the lanes say.
 */
final class PreludeTest {
  private static final Path WRITTEN = Path.of("src/main/resources/mcp/prelude");
  private static final String RESULT = "\"result\":";

  private TestInstallation installation;

  @BeforeEach
  void open(@TempDir Path folder) {
    installation = TestInstallation.in(folder);
  }

  @AfterEach
  void close() {
    installation.close();
  }

  private static String initialize(String id, String version, String abilities) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
        + version
        + "\",\"capabilities\":"
        + abilities
        + ",\"clientInfo\":{\"name\":\"a client\",\"version\":\"1\"}}}";
  }

  private static String list(String id, String more) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/list\"" + more + "}";
  }

  private static String early(Prelude prelude, String message) {
    byte[] answer = prelude.answer(message.getBytes(StandardCharsets.UTF_8));
    return answer == null ? "left to the lanes" : new String(answer, StandardCharsets.UTF_8);
  }

  /** What the lanes answer to each of them. */
  private String[] late(String... messages) {
    Caller operator = Caller.operator(installation.firstKey().key().key().owner(), Door.MCP);
    StdioClient client = new StdioClient(installation, () -> Outcome.done(operator));
    try (client) {
      for (String message : messages) {
        client.ask(message);
      }
    }
    return client.everything().split("\n");
  }

  @Test
  void whatIsWrittenDownIsWhatTheLanesSay() throws IOException {
    String[] said = late(initialize("1", "2025-11-25", "{}"), list("2", ""));
    String introduction =
        result(said[0])
            .replace("\"2025-11-25\"", '"' + Prelude.PROTOCOL_VERSION + '"')
            .replace("\"version\":\"test\"", "\"version\":\"" + Prelude.VERSION + '"');
    if ("write".equals(System.getProperty("mcp.snapshot"))) {
      Files.writeString(WRITTEN.resolve("introduction.json"), introduction + "\n");
      Files.writeString(WRITTEN.resolve("tools.json"), result(said[1]) + "\n");
    }
    assertThat(Files.readString(WRITTEN.resolve("introduction.json")))
        .isEqualTo(introduction + "\n");
    assertThat(Files.readString(WRITTEN.resolve("tools.json"))).isEqualTo(result(said[1]) + "\n");
  }

  private static String result(String answer) {
    return answer.substring(answer.indexOf(RESULT) + RESULT.length(), answer.length() - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "0 | 2025-11-25 | {}",
        "-7 | 2025-06-18 | {\"roots\":{\"listChanged\":true},\"sampling\":{}}",
        "-0 | 2025-03-26 | {\"elicitation\":{\"form\":{},\"url\":{}},\"experimental\":{\"x\":{}}}",
        "\"an id\" | 2031-01-01 | {\"listChanged\":false,\"unheard\":{\"of\":{}}}",
        "\"é\" | 1999 | { \"roots\" : { } }",
      })
  void earlyAnswersAreThoseOfTheLanes(String id, String version, String abilities) {
    String beginning = initialize(id, version, abilities);
    String[] late = late(beginning, list(id, ""), list("5", ",\"params\":{}"));
    Prelude prelude = new Prelude("test");
    assertThat(early(prelude, beginning)).isEqualTo(late[0]);
    assertThat(early(prelude, list(id, ""))).isEqualTo(late[1]);
    assertThat(early(prelude, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"))
        .isEmpty();
    assertThat(early(prelude, list("5", ",\"params\":{}"))).isEqualTo(late[2]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"\",\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":1,\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.1\",\"id\":1,\"method\":\"tools/list\"}",
        "{\"id\":1,\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"x\":1}",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"} x",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"notifications/initialized\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"tools/list\"}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}",
      })
  void whatIsNotPlainIsLeftToTheLanes(String message) {
    Prelude prelude = new Prelude("test");
    early(prelude, initialize("1", "2025-11-25", "{}"));
    assertThat(early(prelude, message)).isEqualTo("left to the lanes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"roots\":{\"listChanged\":\"yes\"}}",
        "{\"roots\":true}",
        "{\"roots\":{},\"roots\":{}}",
        "{\"sampling\":[]}",
        "[]",
        "{},\"clientInfo\":{\"name\":\"twice\",\"version\":\"1\"}",
        "{},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}",
      })
  void aClientThatMayNotBeWellFormedIsLeftToTheLanes(String abilities) {
    assertThat(early(new Prelude("test"), initialize("1", "2025-11-25", abilities)))
        .isEqualTo("left to the lanes");
  }

  @Test
  void nothingIsAnsweredBeforeASessionAndNoneIsBegunTwice() {
    Prelude prelude = new Prelude("test");
    assertThat(early(prelude, list("1", ""))).isEqualTo("left to the lanes");
    assertThat(early(prelude, initialize("1", "2025-11-25", "{}"))).startsWith("{");
    assertThat(early(prelude, initialize("2", "2025-11-25", "{}"))).isEqualTo("left to the lanes");
  }
}
