package dev.kasava.keys.blackbox;

import dev.kasava.keys.fixture.RawHttp;
import java.util.List;

/** Clients that keep a server waiting. */
final class SlowCases {
  private static final int MOST_MILLIS = 30_000;
  private static final int IN_TIME_MILLIS = 10_000;
  private static final String POST = "POST /api/v1/keys/verify HTTP/1.1";

  private SlowCases() {}

  static List<Case> all() {
    Cases cases = new Cases("Slow clients");
    half(cases, "nothing at all", target -> "");
    half(cases, "half a request line", target -> "GET /heal");
    half(
        cases,
        "half a header",
        target -> target.head("GET /healthz HTTP/1.1", "Host: {host}", "X-"));
    half(
        cases,
        "half a body",
        target -> target.request(POST, Target.KEY, Target.JSON, "Content-Length: 100") + "{");
    half(
        cases,
        "half a chunk",
        target ->
            target.request(POST, Target.KEY, Target.JSON, "Transfer-Encoding: chunked") + "9\r\n{");
    half(
        cases,
        "half a body that nobody waits for",
        target -> target.request("GET /api/v1/auth HTTP/1.1", Target.KEY, "Content-Length: 100"));
    cases
        .slow(
            "a header, a byte a second",
            "cut within 10 s",
            target ->
                dripping(target, target.head("GET /healthz HTTP/1.1", "Host: {host}") + "X: "))
        .slow(
            "a body, a byte a second",
            "cut within 10 s",
            target ->
                dripping(
                    target, target.request(POST, Target.KEY, Target.JSON, "Content-Length: 100")))
        .slow("answers that are not read", "cut", SlowCases::unread)
        .slow("a pause between two requests", "200, then 200", SlowCases::pausing);
    return cases.all();
  }

  private interface Sent {
    String to(Target target);
  }

  private static void half(Cases cases, String name, Sent sent) {
    cases.slow(
        name,
        "cut within 10 s",
        target -> {
          try (RawHttp connection = target.connect().patience(MOST_MILLIS)) {
            long begin = System.nanoTime();
            connection.send(sent.to(target)).drain();
            return cutAfter(begin);
          }
        });
  }

  private static String cutAfter(long begin) {
    long millis = (System.nanoTime() - begin) / 1_000_000;
    return millis <= IN_TIME_MILLIS ? "cut within 10 s" : "cut after " + millis / 1_000 + " s";
  }

  private static String dripping(Target target, String start) {
    try (RawHttp connection = target.connect().send(start)) {
      long begin = System.nanoTime();
      while (connection.isQuietFor(1_000)) {
        connection.send(" ");
      }
      connection.drain();
      return cutAfter(begin);
    }
  }

  /** What the server could not get rid of in all this time is more than any buffer holds. */
  private static String unread(Target target) {
    String request = target.request("GET /openapi.json HTTP/1.1");
    int count = 1_000;
    try (RawHttp connection = RawHttp.to(target.url(), 4_096).send(request.repeat(count))) {
      connection.pause(IN_TIME_MILLIS);
      int answered = 0;
      while (answered < count && connection.answer().isPresent()) {
        answered++;
      }
      return answered < count ? "cut" : "all were answered";
    }
  }

  private static String pausing(Target target) {
    String request = target.request("GET /healthz HTTP/1.1");
    try (RawHttp connection = target.connect().send(request)) {
      String first = Target.describe(connection.answer());
      connection.pause(IN_TIME_MILLIS + 2_000);
      return first + ", then " + Target.describe(connection.send(request).answer());
    }
  }
}
