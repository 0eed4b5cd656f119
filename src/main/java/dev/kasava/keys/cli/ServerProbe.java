package dev.kasava.keys.cli;

import dev.kasava.keys.remote.Clients;
import dev.kasava.keys.remote.Unreachable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Whether a server answers, is ready, and has the same time as we. */
public final class ServerProbe {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SKEW = Duration.ofSeconds(30);

  private final URI server;
  private final InstantSource clock;

  private ServerProbe(URI server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
  }

  /** Looks at the server of this URL. */
  public static List<Backend.Check> checks(String url, InstantSource clock) {
    try {
      return new ServerProbe(Sources.serverUrl(url), clock).run();
    } catch (CommandFailure e) {
      return List.of(
          new Backend.Check(
              "Server",
              false,
              "the data folder notes no address of a server",
              "Start the server again with \"kasava serve\"."));
    }
  }

  private List<Backend.Check> run() {
    List<Backend.Check> checks = new ArrayList<>();
    try (HttpClient client = Clients.to(server).connectTimeout(TIMEOUT).build()) {
      HttpResponse<Void> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(server + "/readyz")).timeout(TIMEOUT).build(),
              HttpResponse.BodyHandlers.discarding());
      boolean isReady = answer.statusCode() == 200;
      checks.add(
          new Backend.Check(
              "Server",
              isReady,
              server + (isReady ? " is ready" : " answers " + answer.statusCode()),
              isReady ? "" : "The server's log says what it lacks."));
      answer.headers().firstValue("Date").ifPresent(date -> checks.add(clock(date)));
    } catch (IOException e) {
      Unreachable why = Unreachable.of(server, e);
      checks.add(new Backend.Check("Server", false, why.what(), why.advice()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return checks;
  }

  private Backend.Check clock(String date) {
    try {
      Instant there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration apart = Duration.between(there, clock.instant()).abs();
      boolean isWell = apart.compareTo(SKEW) < 0;
      return new Backend.Check(
          "Clock",
          isWell,
          isWell ? "the server's and this machine's agree" : apart.toSeconds() + " s apart",
          isWell ? "" : "Set this machine's clock, or the server's: keys expire by it.");
    } catch (DateTimeException e) {
      return new Backend.Check("Clock", false, "the server gives no time", "Check its proxy.");
    }
  }
}
