package dev.kasava.keys.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.RawHttp;
import dev.kasava.keys.fixture.RawHttp.Answer;
import dev.kasava.keys.wire.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The server that is attacked. Whatever is sent to it, it is never to blame itself (5xx, but for
 * 501, by which proxies refuse encodings), and never to say the key again.
 *
 * @param key that may read and write keys
 */
record Target(URI url, String key) {
  static final String JSON = "Content-Type: application/json";
  static final String KEY = "X-API-Key: {key}";

  private static final int NOT_IMPLEMENTED = 501;
  private static final Json READER = new Json();

  private String host() {
    return url.getRawAuthority();
  }

  /** A request without a body, with the host and the key put in. */
  String request(String requestLine, String... headers) {
    return head(requestLine + "\r\nHost: {host}", headers) + "\r\n";
  }

  /** Likewise, with nothing added. */
  String head(String requestLine, String... headers) {
    StringBuilder head = new StringBuilder(requestLine).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString().replace("{host}", host()).replace("{key}", key);
  }

  /** A request with a body of this length. */
  String posting(String requestLine, String body, String... headers) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return head(requestLine + "\r\nHost: {host}\r\nContent-Length: " + bytes.length, headers)
        + "\r\n"
        + new String(bytes, StandardCharsets.ISO_8859_1);
  }

  RawHttp connect() {
    return RawHttp.to(url);
  }

  /** Sends this and tells what came back. */
  String seen(String request) {
    return describe(ask(request));
  }

  /** What came back; empty when the connection was closed without an answer. */
  Optional<Answer> ask(String request) {
    return ask(request, key);
  }

  /**
   * Likewise.
   *
   * @param secret what must not be in the answer
   */
  Optional<Answer> ask(String request, String secret) {
    try (RawHttp connection = connect().send(request)) {
      Optional<Answer> answer = connection.answer();
      answer.ifPresent(
          it -> {
            assertThat(it.all()).doesNotContain(secret, "Exception", "\tat ");
            if (it.status() != NOT_IMPLEMENTED) {
              assertThat(it.status()).as(it.body()).isLessThan(500);
            }
          });
      return answer;
    }
  }

  /** A REST call that has to be answered. */
  Answer call(String method, String path, @Nullable String body, String... headers) {
    String line = method + " " + path + " HTTP/1.1";
    String text = body == null ? request(line, headers) : posting(line, body, headers);
    return ask(text, "no secret is as long as this").orElseThrow();
  }

  /** Makes a key and answers what came of it. */
  JsonNode create(String name) {
    Answer made =
        call("POST", "/api/v1/keys", "{\"name\":\"" + name + "\"}", JSON, "X-API-Key: " + key);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return json(made);
  }

  void delete(JsonNode created) {
    String id = created.path("key").path("id").stringValue();
    Answer gone = call("DELETE", "/api/v1/keys/" + id, null, KEY);
    assertThat(gone.status()).as(gone.body()).isEqualTo(204);
  }

  static JsonNode json(Answer answer) {
    return READER.mapper().readTree(answer.body());
  }

  /** For example "400 bad-request", or "closed". */
  static String describe(Optional<Answer> answer) {
    return answer.map(Target::describe).orElse("closed");
  }

  static String describe(Answer answer) {
    try {
      JsonNode body = answer.body().startsWith("{") ? json(answer) : READER.mapper().nullNode();
      String code = body.path("code").stringValue("");
      if (code.isEmpty()) {
        code =
            body.path("error").isObject()
                ? "error " + body.path("error").path("code").intValue(0)
                : body.path("error").stringValue("");
      }
      return code.isEmpty() ? "" + answer.status() : answer.status() + " " + code;
    } catch (JacksonException e) {
      return "" + answer.status();
    }
  }
}
