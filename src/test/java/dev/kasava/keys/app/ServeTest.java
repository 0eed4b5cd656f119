package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.cli.Terminal;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What "kasava serve" says and does from its first line to its end. */
final class ServeTest {
  private static final String LISTENING = "Kasava Keys is listening on ";

  @TempDir private Path folder;

  /** A server in this process, until it is closed. */
  private final class Served implements AutoCloseable {
    private final List<String> said = new ArrayList<>();
    private final FutureTask<Integer> run;
    private final Thread thread;

    Served(boolean isInteractive) throws IOException {
      PipedOutputStream out = new PipedOutputStream();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(new PipedInputStream(out, 64 * 1024), StandardCharsets.UTF_8));
      run = new FutureTask<>(() -> serve(out, isInteractive));
      thread = Thread.ofPlatform().start(run);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        if (line.startsWith(LISTENING)) {
          return;
        }
      }
      throw new AssertionError(said);
    }

    private int serve(OutputStream out, boolean isInteractive) {
      // Closed at its end, so that whoever reads along hears of one that came too soon.
      try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {
        return ServeTest.this.serve(printed, isInteractive, "--port", "0");
      }
    }

    String url() {
      return said.getLast().substring(LISTENING.length());
    }

    String text() {
      return String.join("\n", said);
    }

    int end() throws Exception {
      thread.interrupt();
      return run.get();
    }

    @Override
    public void close() throws Exception {
      end();
    }
  }

  private int serve(PrintStream out, boolean isInteractive, String... options) {
    List<String> line = new ArrayList<>(List.of("serve"));
    line.addAll(List.of(options));
    return Main.run(
        line.toArray(new String[0]),
        new Terminal(
            InputStream.nullInputStream(),
            out,
            out,
            isInteractive,
            prompt -> Optional.empty(),
            prompt -> Optional.empty()),
        Map.of("KASAVA_HOME", folder.toString(), "HOME", folder.toString()));
  }

  private static int me(String url, String key) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url + "/api/v1/me"))
                  .header("X-API-Key", key)
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }
  }

  @Test
  void theFirstKeyIsInAFileWhereNobodyWatches() throws Exception {
    try (Served server = new Served(false)) {
      Path file = folder.resolve("first-key");
      String key = Files.readString(file);

      assertThat(server.text())
          .contains("is in the file " + file, "then delete the file")
          .contains("Give each tool a key of its own", "kasava connect claude-code --local")
          .contains("Open the page, signed in, within 10 minutes: ")
          .doesNotContain(key.strip());
      assertThat(key).endsWith("\n");
      assertThat(me(server.url(), key.strip())).isEqualTo(200);
    }
  }

  @Test
  void theFirstKeyIsShownToWhoeverWatches() throws Exception {
    try (Served server = new Served(true)) {
      Matcher key = Pattern.compile("    (ksa_[0-9A-Za-z]+)").matcher(server.text());

      assertThat(key.find()).isTrue();
      assertThat(server.text())
          .contains("This is your first key, and it may do everything:\n\n    ksa_")
          .contains("\n\nIt is shown once: keep it");
      assertThat(folder.resolve("first-key")).doesNotExist();
      assertThat(me(server.url(), key.group(1))).isEqualTo(200);
    }
  }

  @Test
  void theLinkOfTheWelcomeLeadsToThePage() throws Exception {
    try (Served server = new Served(false);
        HttpClient client = HttpClient.newHttpClient()) {
      Matcher link = Pattern.compile("within 10 minutes: (\\S+)").matcher(server.text());
      assertThat(link.find()).isTrue();
      assertThat(link.group(1)).startsWith(server.url() + "/");

      HttpResponse<String> page =
          client.send(
              HttpRequest.newBuilder(URI.create(link.group(1))).build(),
              HttpResponse.BodyHandlers.ofString());

      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("Sign in");
    }
  }

  @Test
  void nobodyIsWelcomedTwice() throws Exception {
    try (Served first = new Served(false)) {
      assertThat(first.said).hasSizeGreaterThan(1);
    }
    try (Served second = new Served(false)) {
      assertThat(second.said).hasSize(1);
    }
  }

  @Test
  void whatWasServedIsFreeAfterwards() throws Exception {
    Served server = new Served(false);
    int port = URI.create(server.url()).getPort();

    assertThat(server.end()).isEqualTo(ExitCode.OK);

    try (var _ = FolderUse.alone(new DataFolder(folder));
        ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
  }

  @Test
  void whatWasCountedIsKeptAtTheEnd() throws Exception {
    try (Served server = new Served(false)) {
      String key = Files.readString(folder.resolve("first-key")).strip();
      assertThat(me(server.url(), key)).isEqualTo(200);
    }
    assertThat(folder.resolve("usage")).isEmptyDirectory();
  }

  private String refused(int exitCode, String... options) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(serve(new PrintStream(out, true, StandardCharsets.UTF_8), false, options))
        .isEqualTo(exitCode);
    try (var _ = FolderUse.alone(new DataFolder(folder))) {
      return out.toString(StandardCharsets.UTF_8);
    }
  }

  @Test
  void aPortThatIsTakenIsSaidSo() throws Exception {
    try (Served server = new Served(false)) {
      int port = URI.create(server.url()).getPort();
      Path own = folder;
      folder = Files.createDirectory(own.resolve("other"));

      assertThat(refused(ExitCode.UNREACHABLE, "--port", String.valueOf(port)))
          .contains("Port " + port + " on 127.0.0.1 is in use", "--port");
    }
  }

  @Test
  void aPrefixThatIsNoneIsSaidSo() {
    assertThat(refused(ExitCode.USAGE, "--port", "0", "--key-prefix", "Not One"))
        .contains("2 to 10 small letters or digits");
  }

  @Test
  void aCertificateThatIsNotThereIsSaidSo() {
    assertThat(
            refused(
                ExitCode.USAGE,
                "--port",
                "0",
                "--tls-cert",
                folder.resolve("no.crt").toString(),
                "--tls-key",
                folder.resolve("no.key").toString()))
        .contains("no.crt");
  }
}
