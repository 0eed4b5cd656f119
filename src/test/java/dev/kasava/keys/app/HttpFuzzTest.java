package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Requests as no client sends them, over bare sockets, to a real server that has to live on. */
final class HttpFuzzTest {
  /** How long an answer may take to begin, in milliseconds. */
  private static final int PATIENCE = 5_000;

  private static TestServer server;
  private static LogTap log;
  private static String key;
  private static String victim;

  @BeforeAll
  static void start(@TempDir Path folder) {
    log = LogTap.open();
    server = TestServer.in(folder);
    key = server.installation().firstKey().secret().reveal();
    victim = server.installation().create("Victim", null, "keys:read").key().key().id().value();
  }

  @AfterAll
  static void stop() {
    server.close();
    log.close();
  }

  @FuzzTest(maxDuration = "", maxExecutions = 8_000)
  void everyRequestIsAnsweredOrCutOff(FuzzedDataProvider data) throws IOException {
    HttpRequestMaker made = new HttpRequestMaker(data, key, victim);
    String status = firstLine(made.bytes());
    assertThat(status.isEmpty() || status.matches("HTTP/1\\.[01] [1-4]\\d\\d.*"))
        .as(status)
        .isTrue();
    assertThat(status).doesNotContain(key);
    String health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assertThat(firstLine(health.getBytes(StandardCharsets.US_ASCII))).endsWith(" 200 OK");
    assertThat(log.heard()).isEmpty();
  }

  /** How the answer begins; empty when the connection was cut off. */
  private static String firstLine(byte[] request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      return firstLine(socket.getInputStream());
    } catch (SocketException e) {
      // The server closed while we were still writing.
      assertThat(e).hasMessageMatching("(?i).*(reset|broken pipe).*");
      return "";
    }
  }

  private static String firstLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.write(c);
    }
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }
}
