package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TlsVectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that keep a server waiting before it knows what they want, over TLS. */
final class SlowHandshakesTest {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int BETWEEN_BYTES_MILLIS = 100;

  private final Traffic traffic = new Traffic();
  @TempDir private Path folder;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    server =
        Server.start(
            "127.0.0.1",
            0,
            1,
            new Capacity(100, Duration.ofSeconds(2)),
            TestTls.in(folder),
            traffic,
            exchange -> Replies.endWithoutContent(exchange));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** What a client begins with. */
  private static byte[] hello() throws Exception {
    SSLEngine engine = TlsVectors.trusting("ec.crt").createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    ByteBuffer bytes = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), bytes);
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Reads to the end; a connection that was reset has ended, too. */
  private static void awaitTheEnd(Socket socket) throws IOException {
    try {
      var _ = socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void whoeverSaysNothingIsCut() throws Exception {
    try (Socket silent = connect()) {
      awaitTheEnd(silent);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  @Test
  void halfAHelloIsNotWaitedFor() throws Exception {
    byte[] hello = hello();
    try (Socket half = connect()) {
      half.getOutputStream().write(hello, 0, hello.length / 2);
      awaitTheEnd(half);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  @Test
  void whoeverHearsTheServersHelloAndSaysNoMoreIsCut() throws Exception {
    try (Socket half = connect()) {
      half.getOutputStream().write(hello());
      assertThat(half.getInputStream().read()).isNotNegative();
      awaitTheEnd(half);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  @Test
  void aHelloThatTricklesInIsNotWaitedFor() throws Exception {
    byte[] hello = hello();
    try (Socket slow = connect()) {
      slow.setSoTimeout(BETWEEN_BYTES_MILLIS);
      int sent = 0;
      while (sent < hello.length && isOpen(slow)) {
        slow.getOutputStream().write(hello[sent]);
        sent++;
      }
      assertThat(sent).isLessThan(hello.length);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  /** Waits a little for the end. */
  private static boolean isOpen(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  @Test
  void whoeverShookHandsAndAsksNothingIsCut() throws Exception {
    try (SSLSocket idle =
        (SSLSocket)
            TlsVectors.trusting("ec.crt")
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      idle.setSoTimeout(PATIENCE_MILLIS);
      idle.startHandshake();
      awaitTheEnd(idle);
    }
    assertThat(traffic.cut()).isEqualTo(1);
  }

  @Test
  void theRestIsServedMeanwhile() throws Exception {
    Socket[] slow = new Socket[50];
    byte[] hello = hello();
    for (int i = 0; i < slow.length; i++) {
      slow[i] = connect();
      slow[i].getOutputStream().write(hello, 0, i * 3);
    }
    try (SSLSocket good =
        (SSLSocket)
            TlsVectors.trusting("ec.crt")
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      good.setSoTimeout(PATIENCE_MILLIS);
      good.getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[12];
      assertThat(good.getInputStream().readNBytes(answer, 0, 12)).isEqualTo(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 204");
    }
    for (Socket one : slow) {
      awaitTheEnd(one);
      one.close();
    }
    assertThat(traffic.cut()).isEqualTo(50);
  }
}
