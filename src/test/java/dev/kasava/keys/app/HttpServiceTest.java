package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.http.TlsFiles;
import dev.kasava.keys.http.TrustedProxies;
import dev.kasava.keys.service.Retention;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a service warns, is reached, and what it leaves when it ends. */
final class HttpServiceTest {
  private static final TlsFiles CERTIFICATE = new TlsFiles(Path.of("tls.crt"), Path.of("tls.key"));

  private static HttpService.Options options(
      String host, @Nullable TlsFiles tls, TrustedProxies proxies) {
    return new HttpService.Options(host, 8787, null, List.of(), Retention.RECORDS, tls, proxies);
  }

  private static String said(HttpService.Options options) {
    try (LogTap log = LogTap.open()) {
      HttpService.warnOfPlainText(options);
      return log.heard();
    }
  }

  @Test
  void whereKeysCouldBeReadOnTheWayIsSaid() {
    TrustedProxies proxies = TrustedProxies.of(List.of("192.0.2.7"));
    assertThat(said(options("192.0.2.1", null, TrustedProxies.NONE)))
        .contains("Keys travel unencrypted to 192.0.2.1", "Serve TLS");
    assertThat(said(options("192.0.2.1", CERTIFICATE, TrustedProxies.NONE))).isEmpty();
    assertThat(said(options("192.0.2.1", null, proxies))).isEmpty();
    assertThat(said(options("127.0.0.1", null, TrustedProxies.NONE))).isEmpty();
    assertThat(said(options("::1", null, TrustedProxies.NONE))).isEmpty();
  }

  private static Set<Thread> chores() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("chores-"))
        .collect(Collectors.toSet());
  }

  @Test
  void oneThatCannotNoteWhereItIsServesNot(@TempDir Path folder) throws Exception {
    try (TestInstallation installation = TestInstallation.in(folder);
        ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = free.getLocalPort();
      free.close();
      Files.createDirectories(folder.resolve("public-url/in-the-way"));
      assertThatThrownBy(
              () ->
                  HttpService.start(
                      installation.get(), new HttpService.Options("127.0.0.1", port, null)))
          .isInstanceOf(DataFolderException.class);
      assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void whatItDoesAgainAndAgainEndsWithIt(@TempDir Path folder) throws Exception {
    Set<Thread> others = chores();
    try (TestInstallation installation = TestInstallation.in(folder);
        HttpService service =
            HttpService.start(installation.get(), new HttpService.Options("127.0.0.1", 0, null))) {
      Set<Thread> own = chores();
      own.removeAll(others);
      assertThat(own).isNotEmpty();

      service.close();

      for (Thread each : own) {
        assertThat(each.join(Duration.ofSeconds(30))).as(each.getName()).isTrue();
      }
    }
  }

  @Test
  void whereItIsReachedStandsInTheDataFolder(@TempDir Path folder) {
    URI url = URI.create("https://keys.example");
    try (TestInstallation installation = TestInstallation.in(folder);
        HttpService service =
            HttpService.start(installation.get(), new HttpService.Options("127.0.0.1", 0, url))) {
      assertThat(service.publicUrl()).isEqualTo("https://keys.example");
      assertThat(service.signInLink(installation.firstKey().key().key().id()))
          .startsWith("https://keys.example/");
      assertThat(new DataFolder(folder).readPublicUrl()).contains("https://keys.example");
    }
    try (Installation installation =
            Installation.open(
                new DataFolder(folder), java.util.Map.of(), java.time.InstantSource.system());
        HttpService service =
            HttpService.start(installation, new HttpService.Options("127.0.0.1", 0, null))) {
      assertThat(service.publicUrl()).isEqualTo(service.address());
      assertThat(new DataFolder(folder).readPublicUrl()).contains(service.address());
    }
  }
}
