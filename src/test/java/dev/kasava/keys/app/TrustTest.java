package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TlsVectors;
import dev.kasava.keys.holder.Settings;
import dev.kasava.keys.holder.SettingsFile;
import dev.kasava.keys.http.TlsFiles;
import dev.kasava.keys.http.TrustedProxies;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.remote.Clients;
import dev.kasava.keys.service.Retention;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom this process trusts over TLS, asked of a real server; each test leaves it as it was. */
final class TrustTest {
  private static final String[] COMMAND = {"keys", "list"};
  private static final String[] SERVE = {"serve"};

  private final SSLContext before = SSLContext.getDefault();
  private final Path folder;
  private final Path authority;
  private TestInstallation installation;
  private HttpService service;

  TrustTest(@TempDir Path folder) throws Exception {
    this.folder = folder;
    this.authority = vector("ec.crt");
  }

  @BeforeEach
  void serve() throws IOException {
    installation = TestInstallation.in(folder.resolve("data"));
    service =
        HttpService.start(
            installation.get(),
            new HttpService.Options(
                "127.0.0.1",
                0,
                null,
                List.of(),
                Retention.RECORDS,
                new TlsFiles(authority, vector("ec.key")),
                TrustedProxies.NONE));
  }

  @AfterEach
  void putBack() {
    Clients.beforeTls(null);
    SSLContext.setDefault(before);
    service.close();
    installation.close();
  }

  private Path vector(String name) throws IOException {
    return Files.write(folder.resolve(name), TlsVectors.bytes(name));
  }

  private Map<String, String> environment(String more, String value) {
    return Map.of("HOME", folder.toString(), more, value);
  }

  private Map<String, String> environment() {
    return environment("USER", "me");
  }

  private void record(Path authorities) {
    SettingsFile.ofEnvironment(environment(), System.getProperty("os.name", ""))
        .write(new Settings(null, authorities, Storage.KEYCHAIN));
  }

  private int ask(HttpClient.Builder builder) throws Exception {
    try (HttpClient client = builder.build()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(service.address() + "/healthz")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  private int ask() throws Exception {
    return ask(Clients.to(URI.create(service.address())));
  }

  @Test
  void untilItIsNamedTheAuthorityIsNotTrusted() {
    Trust.settle(COMMAND, environment());
    assertThatThrownBy(this::ask).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void commandsTrustWhatTheEnvironmentNames() throws Exception {
    Trust.settle(COMMAND, environment("KASAVA_CA_CERT", authority.toString()));
    assertThat(ask()).isEqualTo(200);
  }

  @Test
  void commandsTrustWhatLoginRecorded() throws Exception {
    record(authority);
    Trust.settle(COMMAND, environment());
    assertThat(ask()).isEqualTo(200);
  }

  @Test
  void whatTheEnvironmentNamesGoesFirst() throws Exception {
    record(authority);
    Trust.settle(COMMAND, environment("KASAVA_CA_CERT", vector("rsa.crt").toString()));
    assertThatThrownBy(this::ask).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void nothingIsReadBeforeTlsIsSpoken() throws Exception {
    Path later = folder.resolve("later.pem");
    Trust.settle(new String[0], environment("KASAVA_CA_CERT", later.toString()));
    assertThat(Clients.to(URI.create("http://127.0.0.1:8787"))).isNotNull();
    Files.copy(authority, later);
    assertThat(ask()).isEqualTo(200);
  }

  @Test
  void aServerTrustsWhatTheEnvironmentNamesAtOnce() throws Exception {
    Trust.settle(SERVE, environment("KASAVA_CA_CERT", authority.toString()));
    assertThat(ask(HttpClient.newBuilder())).isEqualTo(200);
  }

  @Test
  void aServerTrustsNobodyBecauseItsUserDoes() {
    record(authority);
    Trust.settle(SERVE, environment());
    assertThatThrownBy(this::ask).isInstanceOf(SSLHandshakeException.class);
  }

  @Test
  void aFileThatCannotBeReadIsSaidAndNothingElseEnds() {
    Path none = folder.resolve("none.pem");
    try (LogTap log = LogTap.open()) {
      Trust.settle(SERVE, environment("KASAVA_CA_CERT", none.toString()));
      assertThat(log.heard())
          .startsWith("kasava: ")
          .contains(none + " of a certificate authority cannot be read", "KASAVA_CA_CERT");
    }
    assertThatThrownBy(this::ask).isInstanceOf(SSLHandshakeException.class);
  }
}
