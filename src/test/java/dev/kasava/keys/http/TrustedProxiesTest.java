package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose word is taken for who calls. */
final class TrustedProxiesTest {
  /** What the server takes a request for that came from 127.0.0.1 with these headers. */
  private static String seen(List<String> trusted, String path, String headers) throws IOException {
    TrustedProxies proxies = TrustedProxies.of(trusted);
    try (Server server =
            Server.start(
                "127.0.0.1",
                0,
                proxies.around(
                    exchange ->
                        exchange
                            .getResponseSender()
                            .send(
                                exchange.getSourceAddress().getAddress().getHostAddress()
                                    + " "
                                    + exchange.getRequestScheme()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Host"))));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
              + headers.replace(" ; ", "\r\n")
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          192.0.2.1             | X-Forwarded-For: 203.0.113.9 ; X-Forwarded-Proto: https ; X-Forwarded-Host: evil | 127.0.0.1 http here
          10.0.0.0/8            | X-Forwarded-For: 127.0.0.1                       | 127.0.0.1 http here
          127.0.0.0/8           | X-Forwarded-For: 203.0.113.9                     | 203.0.113.9 http here
          127.0.0.1             | X-Forwarded-For: 1.1.1.1, 203.0.113.9            | 203.0.113.9 http here
          0.0.0.0/0             | X-Forwarded-For: 203.0.113.9                     | 203.0.113.9 http here
          ::/0                  | X-Forwarded-For: 203.0.113.9                     | 127.0.0.1 http here
          127.0.0.2/31          | X-Forwarded-For: 203.0.113.9                     | 127.0.0.1 http here
          127.0.0.0/31          | X-Forwarded-For: 203.0.113.9                     | 203.0.113.9 http here
          126.0.0.1/8           | X-Forwarded-For: 203.0.113.9                     | 127.0.0.1 http here
          255.0.0.1/1           | X-Forwarded-For: 203.0.113.9                     | 127.0.0.1 http here
          127.0.0.1/32          | X-Forwarded-For: 203.0.113.9                     | 203.0.113.9 http here
          127.0.0.1             | X-Forwarded-For: 1.1.1.1, [2001:db8::1           | 127.0.0.1 http here
          127.0.0.1 203.0.113.0/24 | X-Forwarded-For: 1.1.1.1, 203.0.113.9         | 1.1.1.1 http here
          127.0.0.1             | X-Forwarded-For: 1.1.1.1 ; X-Forwarded-For: 203.0.113.9:4711 | 203.0.113.9 http here
          127.0.0.1             | X-Forwarded-For: [2001:db8::1]:4711              | 2001:db8:0:0:0:0:0:1 http here
          127.0.0.1             | X-Forwarded-For: evil.example                    | 127.0.0.1 http here
          127.0.0.1             | X-Forwarded-For: 1.1.1.1, unknown                | 127.0.0.1 http here
          127.0.0.1             | X-Forwarded-For:                                 | 127.0.0.1 http here
          127.0.0.1             | X-Forwarded-Proto: https                         | 127.0.0.1 https here
          127.0.0.1             | X-Forwarded-Proto: javascript                    | 127.0.0.1 http here
          127.0.0.1             | X-Forwarded-Proto: https, http                   | 127.0.0.1 http here
          127.0.0.1             | X-Forwarded-Host: keys.example.com               | 127.0.0.1 http keys.example.com
          127.0.0.1             | X-Forwarded-Host: evil, keys.example.com         | 127.0.0.1 http keys.example.com
          127.0.0.1             | Accept: x                                        | 127.0.0.1 http here
          """)
  void onlyTrustedOnesAreBelieved(String trusted, String headers, String expected)
      throws IOException {
    assertThat(seen(List.of(trusted.split(" ")), "/", headers)).isEqualTo(expected);
  }

  /** Traefik and Caddy tell there which name the request had that they ask about. */
  @Test
  void theNameOfARequestThatIsAskedAboutIsNotOurs() throws IOException {
    assertThat(
            seen(
                List.of("127.0.0.1"),
                "/api/v1/auth",
                "X-Forwarded-Host: api.example.com ; X-Forwarded-For: 203.0.113.9"))
        .isEqualTo("203.0.113.9 http here");
  }

  @Test
  void nobodyIsTrustedUnlessNamed() throws IOException {
    assertThat(seen(List.of(), "/", "X-Forwarded-For: 203.0.113.9 ; X-Forwarded-Host: evil"))
        .isEqualTo("127.0.0.1 http here");
  }

  @Test
  void whetherAnyIsTrustedIsTold() {
    assertThat(TrustedProxies.NONE.isEmpty()).isTrue();
    assertThat(TrustedProxies.of(List.of("::1")).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "proxy.example.com",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "::/129",
        "10/8x",
        "1.1.1.1/"
      })
  void whatIsNoNetworkIsRefused(String text) {
    assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
