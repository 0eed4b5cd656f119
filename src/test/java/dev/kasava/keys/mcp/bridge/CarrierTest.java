package dev.kasava.keys.mcp.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to a server, on one that says what it is told to, byte for byte. */
final class CarrierTest {
  private final ServerSocket server;
  private final CompletableFuture<String> heard = new CompletableFuture<>();

  CarrierTest() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  static Stream<Function<URI, Carrier>> carriers() {
    return Stream.of(LoopbackHttp::new, JdkHttp::new);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /** Takes one request with a body of four bytes, and answers; ends the connection or not. */
  private void says(String answer, boolean isEnded) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                Socket socket = server.accept();
                heard.complete(request(socket));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                if (isEnded) {
                  socket.close();
                }
              } catch (IOException e) {
                heard.completeExceptionally(e);
              }
            });
  }

  private static String request(Socket socket) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    StringBuilder request = new StringBuilder();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      request.append(line).append('\n');
    }
    char[] body = new char[4];
    int count = 0;
    while (count < body.length) {
      count += in.read(body, count, body.length - count);
    }
    return request.append(body).toString();
  }

  private static Reply send(Carrier carrier) throws Exception {
    return carrier.send(
        "POST", "/mcp", Map.of("Accept", "text/plain"), "body".getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whatIsSentArrives(Function<URI, Carrier> way) throws Exception {
    says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-One: 1\r\n\r\nok", false);
    try (Carrier carrier = way.apply(address())) {
      Reply reply = send(carrier);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.header("x-one")).isEqualTo("1");
      assertThat(reply.header("x-two")).isNull();
      assertThat(reply.text()).isEqualTo("ok");
    }
    assertThat(heard.get(30, TimeUnit.SECONDS))
        .startsWith("POST /mcp HTTP/1.1\n")
        .contains("Host: 127.0.0.1:" + server.getLocalPort())
        .contains("Accept: text/plain")
        .contains("Content-Length: 4")
        .endsWith("\nbody");
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aBodyInChunksIsWhole(Function<URI, Carrier> way) throws Exception {
    String chunks = "3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
    says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, false);
    try (Carrier carrier = way.apply(address())) {
      assertThat(send(carrier).text()).isEqualTo("abc0123456789");
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aBodyOfNoToldLengthGoesOnUntilTheEnd(Function<URI, Carrier> way) throws Exception {
    says("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", true);
    try (Carrier carrier = way.apply(address())) {
      Reply reply = send(carrier);
      assertThat(reply.isStream()).isTrue();
      assertThat(reply.text()).isEqualTo("data: 1\n\n");
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whatHasNoBodyEndsAtOnce(Function<URI, Carrier> way) throws Exception {
    says("HTTP/1.1 204 No Content\r\n\r\n", false);
    try (Carrier carrier = way.apply(address())) {
      Reply reply = send(carrier);
      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.text()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void aBodyThatIsCutOffIsNotTakenForWhole(Function<URI, Carrier> way) throws Exception {
    says("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", true);
    try (Carrier carrier = way.apply(address())) {
      Reply reply = send(carrier);
      assertThatExceptionOfType(IOException.class).isThrownBy(reply::text);
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void anotherThreadEndsTheReading(Function<URI, Carrier> way) throws Exception {
    says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", false);
    try (Carrier carrier = way.apply(address())) {
      Reply reply = send(carrier);
      assertThat(reply.body().read()).isEqualTo('a');
      CompletableFuture<Boolean> isOver = new CompletableFuture<>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  isOver.complete(reply.body().read() < 0);
                } catch (IOException e) {
                  isOver.complete(true);
                }
              });
      reply.discard();
      assertThat(isOver.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("carriers")
  void whereNobodyListensNothingWasSent(Function<URI, Carrier> way) throws Exception {
    server.close();
    try (Carrier carrier = way.apply(address())) {
      assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> send(carrier));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 20x OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n",
        ""
      })
  void whatIsNoHttpIsABrokenConnection(String answer) {
    says(answer, true);
    try (Carrier carrier = new LoopbackHttp(address())) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> send(carrier));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x\r\n1\r\n", "1\r\nab\r\n0\r\n\r\n", "-1\r\n", "2\r\na"})
  void aBodyInBadChunksIsABrokenConnection(String chunks) throws Exception {
    says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks, true);
    try (Carrier carrier = new LoopbackHttp(address())) {
      Reply reply = send(carrier);
      assertThatExceptionOfType(IOException.class).isThrownBy(reply::text);
    }
  }

  @Test
  void anInterimAnswerIsNotTheAnswer() throws Exception {
    says("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", false);
    try (Carrier carrier = new LoopbackHttp(address())) {
      assertThat(send(carrier).status()).isEqualTo(200);
    }
  }

  @Test
  void noHeaderSmugglesAnother() {
    try (Carrier carrier = new LoopbackHttp(address())) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(
              () -> carrier.send("POST", "/mcp", Map.of("Mcp-Name", "a\r\nX-Evil: 1"), null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8787",
        "http://127.8.9.10",
        "http://localhost:1",
        "http://[::1]:8787",
        "HTTP://LOCALHOST"
      })
  void thisMachineIsReachedDirectly(String server) {
    assertThat(LoopbackHttp.reaches(URI.create(server))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1:8787",
        "http://127.example.com",
        "http://keys.example.com",
        "http://128.0.0.1",
        "http://localhost.example.com"
      })
  void whatMayNeedTlsOrAProxyIsNot(String server) {
    assertThat(LoopbackHttp.reaches(URI.create(server))).isFalse();
  }
}
