package dev.kasava.keys.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.fixture.TestServer.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever comes in, a clear 4xx goes out, nothing is half-written and no secret is echoed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  private static final String KEYS = "/api/v1/keys";

  private TestServer server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private String key() {
    return server.installation().firstKey().secret().reveal();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          no JSON                 | {                                        | 400
          empty                   |                                          | 400
          null                    | null                                     | 400
          an array                | []                                       | 400
          a text                  | "name"                                   | 400
          no name                 | {}                                       | 400
          null name               | {"name":null}                            | 400
          empty name              | {"name":"  "}                            | 400
          name of another type    | {"name":5}                               | 400
          name twice              | {"name":"a","name":"b"}                  | 400
          field of no shape       | {"name":"a","owner":"own_x"}             | 400
          another case            | {"Name":"a"}                             | 400
          more after the end      | {"name":"a"} {}                          | 400
          bidi control            | {"name":"a\\u202Eb"}                     | 400
          zero width              | {"name":"a\\u200Bb"}                     | 400
          line feed               | {"name":"a\\nb"}                         | 400
          NUL                     | {"name":"a\\u0000b"}                     | 400
          lone surrogate          | {"name":"a\\uD800b"}                     | 400
          scope unknown           | {"name":"a","scopes":["keys:admin"]}     | 400
          scope in capitals       | {"name":"a","scopes":["A"]}              | 400
          scope null              | {"name":"a","scopes":[null]}             | 400
          scopes as a text        | {"name":"a","scopes":"keys:read"}        | 400
          expiry a number         | {"name":"a","expiresAt":1}               | 400
          expiry without offset   | {"name":"a","expiresAt":"2030-01-01T00:00:00"} | 400
          expiry in the past      | {"name":"a","expiresAt":"2020-01-01T00:00:00Z"} | 400
          expiry too far          | {"name":"a","expiresAt":"2999-01-01T00:00:00Z"} | 400
          expiry of no year       | {"name":"a","expiresAt":"+999999999-12-31T23:59:59Z"} | 400
          claim as a text         | {"name":"a","claim":"true"}              | 400
          """)
  void aBodyThatCannotBeRightIsRefused(String why, String body, int status) {
    Answer answer = server.send("POST", KEYS, body == null ? "" : body, "X-API-Key", key());
    assertThat(answer.status()).as(why).isEqualTo(status);
    assertThat(answer.body()).doesNotContain("Exception", "tools.jackson", key());
    assertThat(server.call("GET", KEYS, null).json().path("keys").size()).isEqualTo(1);
  }

  @Test
  void depthAndSizeAreLimited() {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertThat(server.send("POST", KEYS, "{\"name\":" + deep + "}", "X-API-Key", key()).status())
        .isEqualTo(400);
    String large = "{\"name\":\"" + "a".repeat(100_000) + "\"}";
    assertThat(server.send("POST", KEYS, large, "X-API-Key", key()).status()).isEqualTo(413);
    String longName = "{\"name\":\"" + "a".repeat(60_000) + "\"}";
    assertThat(server.send("POST", KEYS, longName, "X-API-Key", key()).status()).isEqualTo(400);
  }

  @Test
  void credentialsComeOnceOrNotAtAll() {
    assertThat(server.send("GET", KEYS, null).status()).isEqualTo(401);
    assertThat(server.send("GET", KEYS, null).header("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"kasava\"");
    assertThat(server.send("GET", KEYS + "?key=" + key(), null).status()).isEqualTo(401);
    assertThat(server.send("GET", KEYS, null, "Authorization", "Basic " + key()).status())
        .isEqualTo(401);
    assertThat(server.send("GET", KEYS, null, "X-API-Key", key(), "X-API-Key", key()).status())
        .isEqualTo(400);
    assertThat(
            server
                .send("GET", KEYS, null, "X-API-Key", key(), "Authorization", "Bearer " + key())
                .status())
        .isEqualTo(400);
    Answer joined = server.send("GET", KEYS, null, "X-API-Key", key() + "," + key());
    assertThat(joined.status()).isEqualTo(401);
    assertThat(joined.body() + joined.response().headers()).doesNotContain(key());
    assertThat(server.send("GET", KEYS, null, "Authorization", "Bearer ' OR 1=1 --").status())
        .isEqualTo(401);
  }

  @Test
  void whatIsNotThereIsNotFoundOrNotAllowed() {
    assertThat(server.call("GET", KEYS + "/key_nope", null).status()).isEqualTo(404);
    assertThat(server.call("DELETE", KEYS + "/key_0000000000000000000000", null).status())
        .isEqualTo(404);
    assertThat(server.call("GET", "/api/v2/keys", null).status()).isEqualTo(404);
    Answer wrongMethod = server.call("PUT", KEYS, null);
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.header("Allow")).isEqualTo("GET, HEAD, POST");
  }

  @Test
  void onlyJsonIsJson() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + KEYS))
            .headers("Content-Type", "text/plain", "X-API-Key", key())
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"a\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(415);
    }
  }

  @Test
  void contradictoryRegenerationsAreRefused() {
    String path = KEYS + "/" + server.installation().firstKey().key().key().id() + "/regenerate";
    for (String body :
        new String[] {
          "{\"overlapSeconds\":60,\"revokeNow\":true}",
          "{\"overlapSeconds\":-1}",
          "{\"overlapSeconds\":2592001}",
          "{\"overlapSeconds\":1.5}",
          "{\"overlapSeconds\":9223372036854775808}"
        }) {
      assertThat(server.send("POST", path, body, "X-API-Key", key()).status())
          .as(body)
          .isEqualTo(400);
    }
  }

  @Test
  void aTimeZoneThatIsNoneIsRefused() {
    String path = KEYS + "/" + server.installation().firstKey().key().key().id() + "/usage";
    assertThat(server.call("GET", path + "?tz=Mars/Olympus", null).status()).isEqualTo(400);
    assertThat(
            server
                .call("GET", path + "?tz=Asia/Kathmandu", null)
                .json()
                .path("timeZone")
                .stringValue())
        .isEqualTo("Asia/Kathmandu");
  }
}
