package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests as no well-behaved client sends them, over a bare socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GuardTest {
  private TestServer server;

  @BeforeAll
  void start(@TempDir Path folder) {
    server = TestServer.in(folder);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  /** The status of the one answer to a request whose lines are separated by " ; ". */
  private int status(String lines) throws IOException {
    String key = server.installation().firstKey().secret().reveal();
    String request =
        lines.replace(" ; ", "\r\n").replace("KEY", key).replace("LONG", "x".repeat(20_000))
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      String answer = firstLine(socket.getInputStream());
      assertThat(answer).startsWith("HTTP/1.").doesNotContain(key);
      return Integer.parseInt(answer, 9, 12, 10);
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          a plain request        | GET /api/v1/me HTTP/1.1 ; Host: localhost ; X-API-Key: KEY | 200
          our own origin         | GET /api/v1/me HTTP/1.1 ; Host: localhost:1 ; Origin: http://localhost:1 ; X-API-Key: KEY | 200
          IPv6 loopback name     | GET /healthz HTTP/1.1 ; Host: [::1]:8787 | 200
          a rebound host         | GET /healthz HTTP/1.1 ; Host: evil.example | 421
          a host that continues  | GET /healthz HTTP/1.1 ; Host: localhost.evil.example | 421
          a port that is none    | GET /healthz HTTP/1.1 ; Host: localhost:evil.example | 400
          an empty host          | GET /healthz HTTP/1.1 ; Host: | 421
          no host                | GET /healthz HTTP/1.1 | 400
          asked for others       | GET /api/v1/auth HTTP/1.1 ; Host: shop.example ; X-API-Key: KEY | 204
          asked for their pages  | POST /api/v1/auth/buy HTTP/1.1 ; Host: shop.example ; Origin: https://shop.example ; X-API-Key: KEY | 200
          asked by HTTP/1.0      | GET /api/v1/auth HTTP/1.0 ; X-API-Key: KEY | 204
          asked with no key      | GET /api/v1/auth HTTP/1.1 ; Host: shop.example | 401
          nearly the same path   | GET /api/v1/authors HTTP/1.1 ; Host: shop.example ; X-API-Key: KEY | 421
          a monitor's address    | GET /readyz HTTP/1.1 ; Host: 10.1.2.3:8787 | 200
          the same in IPv6       | GET /healthz HTTP/1.1 ; Host: [fd00::1]:8787 | 200
          a monitor's no host    | GET /metrics HTTP/1.0 | 200
          an address for others  | GET /api/v1/me HTTP/1.1 ; Host: 10.1.2.3:8787 ; X-API-Key: KEY | 421
          no host for others     | GET /api/v1/me HTTP/1.0 ; X-API-Key: KEY | 421
          a name like an address | GET /readyz HTTP/1.1 ; Host: 10.1.2.3.example | 421
          two hosts              | GET /healthz HTTP/1.1 ; Host: localhost ; Host: evil.example | 400
          a foreign origin       | GET /healthz HTTP/1.1 ; Host: localhost ; Origin: http://evil.example | 403
          a null origin          | GET /healthz HTTP/1.1 ; Host: localhost ; Origin: null | 403
          a blank origin         | GET /healthz HTTP/1.1 ; Host: localhost ; Origin: ; Accept: x | 403
          two origins            | GET /healthz HTTP/1.1 ; Host: localhost ; Origin: http://localhost ; Origin: http://evil.example | 403
          another port's origin  | GET /healthz HTTP/1.1 ; Host: localhost:1 ; Origin: http://localhost:2 | 403
          TRACE                  | TRACE / HTTP/1.1 ; Host: localhost | 405
          a method in lower case | get /healthz HTTP/1.1 ; Host: localhost | 405
          CONNECT                | CONNECT localhost:1 HTTP/1.1 ; Host: localhost | 405
          dots                   | GET /api/../healthz HTTP/1.1 ; Host: localhost | 400
          encoded dots           | GET /api/%2e%2e/healthz HTTP/1.1 ; Host: localhost | 400
          encoded slash          | GET /api%2Fv1 HTTP/1.1 ; Host: localhost | 400
          semicolon              | GET /healthz;a=b HTTP/1.1 ; Host: localhost | 400
          double slash           | GET //healthz HTTP/1.1 ; Host: localhost | 400
          unknown coding         | POST /api/v1/keys HTTP/1.1 ; Host: localhost ; X-API-Key: KEY ; Transfer-Encoding: xchunked | 400
          two codings            | POST /api/v1/keys HTTP/1.1 ; Host: localhost ; X-API-Key: KEY ; Transfer-Encoding: gzip, chunked | 400
          coding parameters      | POST /api/v1/keys HTTP/1.1 ; Host: localhost ; X-API-Key: KEY ; Transfer-Encoding: chunked;q=1 | 400
          chunked in HTTP/1.0    | POST /api/v1/keys HTTP/1.0 ; Host: localhost ; X-API-Key: KEY ; Transfer-Encoding: chunked | 400
          both lengths           | POST /api/v1/keys HTTP/1.1 ; Host: localhost ; X-API-Key: KEY ; Content-Length: 3 ; Transfer-Encoding: chunked | 400
          credential twice       | GET /api/v1/me HTTP/1.1 ; Host: localhost ; X-API-Key: KEY ; x-api-key: KEY | 400
          authorization twice    | GET /api/v1/me HTTP/1.1 ; Host: localhost ; Authorization: Bearer KEY ; Authorization: Bearer KEY | 400
          a long credential      | GET /api/v1/me HTTP/1.1 ; Host: localhost ; X-API-Key: LONG | 400
          a chunked body         | POST /api/v1/keys HTTP/1.1 ; Host: localhost ; X-API-Key: KEY ; Content-Type: text/plain ; Transfer-Encoding: Chunked | 415
          an origin of no kind   | GET /healthz HTTP/1.1 ; Host: localhost ; Origin: http://lo calhost | 403
          a path that is none    | GET healthz HTTP/1.1 ; Host: localhost | 400
          dots at the end        | GET /healthz/.. HTTP/1.1 ; Host: localhost | 400
          dots in the query      | GET /healthz?a=/../b HTTP/1.1 ; Host: localhost | 200
          slashes in the query   | GET /healthz?//;%2f HTTP/1.1 ; Host: localhost | 200
          half of them before it | GET /healthz/? HTTP/1.1 ; Host: localhost | 404
          forwarded headers      | GET /healthz HTTP/1.1 ; Host: evil.example ; X-Forwarded-Host: localhost | 421
          """)
  void ambiguousAndForeignRequestsEndHere(String why, String lines, int status) throws IOException {
    assertThat(status(lines)).as(why).isEqualTo(status);
  }
}
