package dev.kasava.keys.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RemoteKeysTest extends KeysContract {
  @TempDir private Path folder;
  private TestServer server;
  private Keys keys;

  @BeforeEach
  void start() {
    server = TestServer.in(folder, new SetClock(NOW));
    keys = with(installation().firstKey().secret());
  }

  @AfterEach
  void stop() {
    keys.close();
    server.close();
  }

  @Override
  protected Keys keys() {
    return keys;
  }

  @Override
  protected TestInstallation installation() {
    return server.installation();
  }

  @Override
  protected Keys with(Secret secret) {
    return new RemoteKeys(URI.create(server.url()), secret);
  }

  @Test
  void aLinkSignsIn() {
    assertThat(keys.signInLink()).hasHost("127.0.0.1").hasPort(server.port());
  }

  @Test
  void aKeyThatIsNotGoodIsToldFromAServerThatIsNotThere() {
    Issue.Claimed dead = installation().create("Dead", null, "keys:read");
    keys.delete(dead.key().key().id().value());
    try (Keys stranger = with(dead.secret())) {
      assertKind(KeysFailure.Kind.KEY_NOT_GOOD, stranger);
    }
    server.goDown();
    assertThatExceptionOfType(KeysFailure.class)
        .isThrownBy(keys::whoAmI)
        .withMessageContaining("kasava serve")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KeysFailure.Kind.UNREACHABLE));
    server.comeBack();
  }

  private static void assertKind(KeysFailure.Kind kind, Keys keys) {
    assertThatExceptionOfType(KeysFailure.class)
        .isThrownBy(keys::whoAmI)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | <html>                                       | UNREACHABLE  | no Kasava Keys server",
        "200 | []                                           | UNREACHABLE  | no Kasava Keys server",
        "404 | <html>                                       | UNREACHABLE  | no Kasava Keys server",
        "404 | {\"detail\": 7}                              | UNREACHABLE  | no Kasava Keys server",
        "302 | moved                                        | UNREACHABLE  | no Kasava Keys server",
        "401 | {\"detail\": \"No.\"}                        | KEY_NOT_GOOD | No.",
        "403 | {\"detail\": \"No.\"}                        | NOT_ALLOWED  | No.",
        "404 | {\"detail\": \"No.\", \"code\": \"x\"}       | REFUSED      | No.",
        "499 | {\"detail\": \"No.\"}                        | REFUSED      | No.",
        "500 | {\"detail\": \"No.\"}                        | UNREACHABLE  | No.",
        "503 | {\"detail\": \"No.\"}                        | UNREACHABLE  | No.",
        "409 | {\"detail\": \"No.\", \"code\": \"name-taken\"} | NAME_TAKEN | No.",
      })
  void whatAnswersIsWeighed(int status, String body, KeysFailure.Kind kind, String message)
      throws IOException {
    HttpServer other = answering(status, body);
    try (Keys strange = at(other)) {
      assertThatExceptionOfType(KeysFailure.class)
          .isThrownBy(strange::whoAmI)
          .withMessageContaining(message)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    } finally {
      other.stop(0);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "https://keys.example.com/sign-in, true",
    "http://keys.example.com/sign-in, true",
    "file:///etc/passwd, false",
    "javascript:x, false",
    "https:///sign-in, false",
    "no link, false"
  })
  void onlyAPageIsALink(String url, boolean isOne) throws IOException {
    HttpServer other = answering(201, "{\"url\": \"" + url + "\", \"added\": \"later\"}");
    try (Keys strange = at(other)) {
      if (isOne) {
        assertThat(strange.signInLink()).hasToString(url);
      } else {
        assertThatExceptionOfType(KeysFailure.class).isThrownBy(strange::signInLink);
      }
    } finally {
      other.stop(0);
    }
  }

  private static HttpServer answering(int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    other.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    other.start();
    return other;
  }

  private Keys at(HttpServer other) {
    return new RemoteKeys(
        URI.create("http://127.0.0.1:" + other.getAddress().getPort()),
        installation().firstKey().secret());
  }
}
