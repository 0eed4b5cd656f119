package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.app.HttpService;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TlsVectors;
import dev.kasava.keys.service.Retention;
import dev.kasava.keys.wire.Json;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that speaks TLS by itself. */
final class TlsServerTest {
  @TempDir private Path folder;
  private TlsFiles files;
  private TestInstallation installation;
  private HttpService service;

  @BeforeEach
  void start() throws IOException {
    files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    put("ec");
    installation = TestInstallation.in(folder.resolve("data"));
    service =
        HttpService.start(
            installation.get(),
            new HttpService.Options(
                "127.0.0.1", 0, null, List.of(), Retention.RECORDS, files, TrustedProxies.NONE));
  }

  @AfterEach
  void stop() {
    service.close();
    installation.close();
  }

  private void put(String name) throws IOException {
    Files.write(files.certificate(), TlsVectors.bytes(name + ".crt"));
    Files.write(files.key(), TlsVectors.bytes(name + ".key"));
  }

  private int port() {
    return URI.create(service.address()).getPort();
  }

  private HttpResponse<String> ask(HttpClient.Version version, String host, String path)
      throws Exception {
    return ask(version, host, path, HttpRequest.BodyPublishers.noBody());
  }

  private HttpResponse<String> ask(
      HttpClient.Version version, String host, String path, HttpRequest.BodyPublisher body)
      throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(version)
            .sslContext(TlsVectors.trusting("ec.crt", "rsa.crt"))
            .build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("https://" + host + ":" + port() + path))
              .header("X-API-Key", installation.firstKey().secret().reveal())
              .header("Content-Type", "application/json")
              .method(body.contentLength() == 0 ? "GET" : "POST", body)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void bothVersionsOfHttpAreServed() throws Exception {
    assertThat(service.address()).startsWith("https://127.0.0.1:");
    String secret = installation.firstKey().secret().reveal();
    for (HttpClient.Version version : HttpClient.Version.values()) {
      if (version != HttpClient.Version.HTTP_1_1 && version != HttpClient.Version.HTTP_2) {
        continue;
      }
      HttpResponse<String> me = ask(version, "localhost", "/api/v1/me");
      assertThat(me.statusCode()).isEqualTo(200);
      assertThat(me.version()).isEqualTo(version);
      HttpResponse<String> verdict =
          ask(
              version,
              "localhost",
              "/api/v1/keys/verify",
              HttpRequest.BodyPublishers.ofString("{\"key\":\"" + secret + "\"}"));
      assertThat(verdict.statusCode()).isEqualTo(200);
      assertThat(verdict.body()).contains("\"valid\":true");
      assertThat(verdict.version()).isEqualTo(version);
    }
  }

  @Test
  void browsersAreToldToInsistOnTls() throws Exception {
    HttpResponse<String> page = ask(HttpClient.Version.HTTP_2, "127.0.0.1", "/sign-in");
    assertThat(page.headers().firstValue("strict-transport-security")).contains("max-age=31536000");
    assertThat(page.headers().allValues("set-cookie"))
        .isNotEmpty()
        .allMatch(cookie -> cookie.startsWith("__Host-") && cookie.contains("; Secure"));
    // Whatever else is served under this name on the machine has no TLS.
    assertThat(
            ask(HttpClient.Version.HTTP_2, "localhost", "/healthz")
                .headers()
                .firstValue("strict-transport-security"))
        .isEmpty();
  }

  @Test
  void aForeignHostIsRefusedOverBothVersionsToo() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      socket
          .getOutputStream()
          .write(
              "GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 421");
    }
  }

  private SSLSocket connect(String protocol, String... suites)
      throws IOException, GeneralSecurityException {
    SSLSocket socket =
        (SSLSocket)
            TlsVectors.trusting("ec.crt", "rsa.crt")
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(10_000);
    socket.setEnabledProtocols(new String[] {protocol});
    if (suites.length > 0) {
      socket.setEnabledCipherSuites(suites);
    }
    socket.startHandshake();
    return socket;
  }

  @Test
  void onlySoundProtocolsAndSuitesAreSpoken() throws Exception {
    try (SSLSocket old = connect("TLSv1.2");
        SSLSocket current = connect("TLSv1.3")) {
      assertThat(old.getSession().getCipherSuite()).containsAnyOf("_GCM_", "_CHACHA20_");
      assertThat(current.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }
    assertThatThrownBy(() -> connect("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256").close())
        .isInstanceOf(SSLHandshakeException.class);
  }

  /** RFC 4346, section 7.4.1.2, and RFC 8446, section 6.2: an alert, "protocol version". */
  @Test
  void olderProtocolsAreRefused() throws Exception {
    byte[] hello =
        HexFormat.of()
            .parseHex(
                "160301002d" + "01000029" + "0302" + "42".repeat(32) + "00" + "0002c009" + "0100");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(hello);
      InputStream in = socket.getInputStream();
      byte[] alert = in.readNBytes(7);
      assertThat(alert[0]).isEqualTo((byte) 21);
      assertThat(alert[5]).isEqualTo((byte) 2);
      assertThat(alert[6]).isEqualTo((byte) 70);
    }
  }

  @Test
  void whatFailsAmidItsAnswerIsCutOverBothVersions() throws Exception {
    Replies replies = new Replies(new Json(), Challenges.PLAIN);
    Failures failures = new Failures(replies);
    HttpHandler half =
        exchange ->
            failures.onWorker(
                exchange,
                worker ->
                    replies.write(
                        worker,
                        "text/csv",
                        out -> {
                          out.write('a');
                          out.flush();
                          throw new IllegalStateException("inside");
                        }));
    try (Server server =
        Server.start(
            "127.0.0.1",
            0,
            1,
            Capacity.ofThisMachine(),
            new Tls(files, InstantSource.system()),
            new Traffic(),
            failures.around(half))) {
      for (HttpClient.Version version :
          List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
        try (HttpClient client =
            HttpClient.newBuilder()
                .version(version)
                .sslContext(TlsVectors.trusting("ec.crt"))
                .build()) {
          URI url = URI.create("https://localhost:" + server.port() + "/");
          assertThatThrownBy(
                  () ->
                      client.send(
                          HttpRequest.newBuilder(url).build(),
                          HttpResponse.BodyHandlers.ofString()))
              .as("%s", version)
              .isInstanceOf(IOException.class);
        }
      }
    }
  }

  @Test
  void aNewCertificateIsShownToNewConnections() throws Exception {
    Tls tls = new Tls(files, InstantSource.system());
    try (Server server =
        Server.start(
            "127.0.0.1",
            0,
            1,
            Capacity.ofThisMachine(),
            tls,
            new Traffic(),
            exchange -> exchange.endExchange())) {
      assertThat(shownBy(server)).isEqualTo("EC");
      put("rsa");
      tls.look(server::use);
      tls.look(server::use);
      assertThat(shownBy(server)).isEqualTo("RSA");
    }
  }

  private static String shownBy(Server server) throws IOException, GeneralSecurityException {
    try (SSLSocket socket =
        (SSLSocket)
            TlsVectors.trusting("ec.crt", "rsa.crt")
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.startHandshake();
      X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return shown.getPublicKey().getAlgorithm();
    }
  }
}
