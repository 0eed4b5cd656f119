package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a look at a server finds. */
final class ServerProbeTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOW);

  /** Looks at a server that answers this once. */
  private static List<Backend.Check> checks(String status, String date) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = Thread.ofPlatform().start(() -> answer(server, status, date));
      List<Backend.Check> checks =
          ServerProbe.checks("http://127.0.0.1:" + server.getLocalPort(), CLOCK);
      answering.join();
      return checks;
    }
  }

  private static void answer(ServerSocket server, String status, String date) {
    try (Socket client = server.accept()) {
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
      String request = lines.readLine();
      for (String line = request; line != null && !line.isEmpty(); line = lines.readLine()) {}
      String found =
          request != null && request.startsWith("GET /readyz ") ? status : "404 Not Found";
      String answer =
          "HTTP/1.1 " + found + "\r\nContent-Length: 0\r\nConnection: close\r\n" + date + "\r\n";
      client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String date(Duration ahead) {
    return "Date: "
        + DateTimeFormatter.RFC_1123_DATE_TIME.format(NOW.plus(ahead).atZone(ZoneOffset.UTC))
        + "\r\n";
  }

  @Test
  void aServerThatIsReadyAndHasTheTimeIsWell() throws Exception {
    List<Backend.Check> checks = checks("200 OK", date(Duration.ZERO));

    assertThat(checks).allMatch(Backend.Check::isWell);
    assertThat(checks).extracting(Backend.Check::name).containsExactly("Server", "Clock");
    assertThat(checks.getFirst().finding()).startsWith("http://127.0.0.1:").endsWith(" is ready");
    assertThat(checks).extracting(Backend.Check::remedy).containsOnly("");
  }

  @Test
  void aServerThatIsNotReadyIsToldBySoMuch() throws Exception {
    Backend.Check server = checks("503 Service Unavailable", "").getFirst();

    assertThat(server.isWell()).isFalse();
    assertThat(server.finding()).endsWith(" answers 503");
    assertThat(server.remedy()).contains("log");
  }

  @Test
  void clocksThatAreFarApartAreTold() throws Exception {
    for (Duration apart : List.of(Duration.ofMinutes(5), Duration.ofMinutes(-5))) {
      Backend.Check clock = checks("200 OK", date(apart)).getLast();

      assertThat(clock.isWell()).isFalse();
      assertThat(clock.finding()).isEqualTo("300 s apart");
      assertThat(clock.remedy()).contains("Set this machine's clock");
    }
  }

  @Test
  void aTimeThatIsNoneIsTold() throws Exception {
    Backend.Check clock = checks("200 OK", "Date: yesterday\r\n").getLast();

    assertThat(clock.isWell()).isFalse();
    assertThat(clock.finding()).isEqualTo("the server gives no time");
  }

  @Test
  void noTimeIsNoFinding() throws Exception {
    assertThat(checks("200 OK", "")).extracting(Backend.Check::name).containsExactly("Server");
  }

  @Test
  void aServerThatDoesNotAnswerIsTold() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
    }
    List<Backend.Check> checks = ServerProbe.checks("http://127.0.0.1:" + port, CLOCK);

    assertThat(checks).hasSize(1);
    assertThat(checks.getFirst().isWell()).isFalse();
    assertThat(checks.getFirst().finding()).contains("cannot be reached");
    assertThat(checks.getFirst().remedy()).contains("kasava serve");
  }

  @Test
  void noAddressIsTold() {
    List<Backend.Check> checks = ServerProbe.checks("", CLOCK);

    assertThat(checks).hasSize(1);
    assertThat(checks.getFirst().isWell()).isFalse();
    assertThat(checks.getFirst().finding()).contains("notes no address");
    assertThat(checks.getFirst().remedy()).contains("kasava serve");
  }
}
