package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.TlsVectors;
import dev.kasava.keys.fixture.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate comes from an authority of its owner's own. */
final class OwnAuthorityIT {
  private static final String CONVERSATION =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"claude-code","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private final Path home = Tools.kept("own-authority");
  private final Path folder;
  private final Path authority;
  private final KasavaProcess server;

  OwnAuthorityIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    authority = vector("ec.crt");
    server =
        KasavaProcess.serve(
            home, "--tls-cert", authority.toString(), "--tls-key", vector("ec.key").toString());
    assertThat(server.url()).startsWith("https://");
  }

  /** Leaves no key in the file that stands in for a keychain. */
  @AfterEach
  void stop() throws IOException {
    run(Map.of(), "", "logout", "--server", server.url());
    server.close();
  }

  private Path vector(String name) throws IOException {
    return Files.write(folder.resolve(name), TlsVectors.bytes(name));
  }

  private Result run(Map<String, String> more, String input, String... arguments)
      throws IOException {
    return KasavaProcess.run(home, more, input, arguments);
  }

  private Map<String, String> key(String variable, String value) {
    return Map.of("KASAVA_API_KEY", server.firstSecret(), variable, value);
  }

  private Map<String, String> key() {
    return key("KASAVA_URL", server.url());
  }

  private Result login(Path file) throws IOException {
    return run(
        Map.of(),
        server.firstSecret(),
        "login",
        "--server",
        server.url(),
        "--key-stdin",
        "--insecure-storage",
        "--ca-cert",
        file.toString());
  }

  @Test
  void untilItIsNamedNothingIsSentAndWhatToDoIsSaid() throws IOException {
    Result list = run(key(), "", "keys", "list");
    assertThat(list.exitCode()).isEqualTo(4);
    assertThat(list.err())
        .contains(
            "The certificate of " + server.url() + " was not accepted", "kasava login --ca-cert");
    assertThat(run(key(), "", "doctor").out()).contains("was not accepted", "--ca-cert");
    assertThat(run(key(), CONVERSATION, "mcp").out())
        .contains("\"serverInfo\"", "was not accepted", "--ca-cert", "start this tool again")
        .doesNotContain("it is not known whether");
  }

  @Test
  void namedByTheEnvironmentItIsTrusted() throws IOException {
    Map<String, String> environment = key("KASAVA_CA_CERT", authority.toString());
    Result list = run(environment, "", "keys", "list", "--server", server.url());
    assertThat(list.err()).isEmpty();
    assertThat(list.out()).contains("First key");
    assertThat(run(environment, "", "doctor", "--server", server.url()).out()).contains("is ready");
    assertThat(run(environment, CONVERSATION, "mcp", "--server", server.url()).out())
        .contains("First key");
  }

  @Test
  void namedAtLoginItIsTrustedFromThenOn() throws IOException {
    Result login = login(authority);
    assertThat(login.err()).isEmpty();
    assertThat(login.exitCode()).isZero();
    assertThat(run(Map.of(), "", "keys", "list").out()).contains("First key");
    assertThat(run(Map.of(), CONVERSATION, "mcp").out()).contains("First key");
    assertThat(run(Map.of(), "", "logout").exitCode()).isZero();
    assertThat(run(key(), "", "keys", "list").out()).contains("First key");
    Result none = login(Path.of("none"));
    assertThat(none.exitCode()).as("without it the server is not trusted").isEqualTo(4);
    assertThat(none.err()).contains("was not accepted");
  }

  @Test
  void oneThatIsGoneHidesNothingAndCanBeReplaced() throws IOException {
    Path moved = vector("rsa.crt");
    assertThat(login(moved).exitCode()).isEqualTo(4);
    assertThat(login(authority).exitCode()).isZero();
    Files.move(authority, folder.resolve("elsewhere.pem"));
    Result list = run(Map.of(), "", "keys", "list");
    assertThat(list.exitCode()).isEqualTo(4);
    assertThat(list.err())
        .contains(authority + " of a certificate authority cannot be read", "was not accepted");
    assertThat(run(Map.of(), CONVERSATION, "mcp").out()).contains("\"serverInfo\"");
    assertThat(login(folder.resolve("elsewhere.pem")).exitCode()).isZero();
    assertThat(run(Map.of(), "", "keys", "list").out()).contains("First key");
  }

  @Test
  void aFileWithoutCertificatesIsRefused() throws IOException {
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
    Map<String, String> environment = key("KASAVA_CA_CERT", none.toString());
    Result list = run(environment, "", "keys", "list", "--server", server.url());
    assertThat(list.exitCode()).isEqualTo(4);
    assertThat(list.err()).contains(none + " of a certificate authority holds no certificates");
    Result login = login(none);
    assertThat(login.exitCode()).isEqualTo(1);
    assertThat(login.err()).contains("holds no certificates in PEM");
  }
}
