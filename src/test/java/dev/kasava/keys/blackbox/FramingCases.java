package dev.kasava.keys.blackbox;

import java.util.List;

/** Requests whose end two parsers could see in different places. */
final class FramingCases {
  private static final String POST = "POST /api/v1/keys/verify HTTP/1.1";
  private static final String CHUNKED = "2\r\n{}\r\n0\r\n\r\n";

  private FramingCases() {}

  static List<Case> all() {
    Cases cases = new Cases("Framing");
    lengths(cases);
    codings(cases);
    chunks(cases);
    return cases.all();
  }

  private static void lengths(Cases cases) {
    framed(
        cases,
        "Content-Length and Transfer-Encoding",
        "Content-Length: 2",
        "Transfer-Encoding: chunked");
    framed(cases, "two lengths, the same", "Content-Length: 2", "Content-Length: 2");
    framed(cases, "two lengths in one", "Content-Length: 2, 2");
    framed(cases, "a length with a sign", "Content-Length: +2");
    framed(cases, "a negative length", "Content-Length: -2");
    framed(cases, "a length in hexadecimal", "Content-Length: 0x2");
    framed(cases, "a length beyond 64 bits", "Content-Length: 99999999999999999999");
    framed(cases, "an empty length", "Content-Length:");
    cases.add(
        "a request hidden in the body of a GET",
        "one answer",
        target -> {
          String hidden = "GET /api/v1/me HTTP/1.1\r\nHost: x\r\n\r\n";
          String request =
              target.head(
                  "GET /healthz HTTP/1.1",
                  "Host: {host}",
                  "Connection: close",
                  "Content-Length: " + hidden.length());
          try (var connection = target.connect().send(request + "\r\n" + hidden)) {
            int answers = 0;
            while (connection.answer().isPresent()) {
              answers++;
            }
            return answers == 1 ? "one answer" : answers + " answers";
          }
        });
  }

  private static void codings(Cases cases) {
    for (String coding :
        new String[] {
          "xchunked",
          "gzip, chunked",
          "chunked;q=1",
          "chunked, chunked",
          "\"chunked\"",
          "identity",
          ""
        }) {
      framed(
          cases,
          "Transfer-Encoding: " + (coding.isEmpty() ? "(empty)" : coding),
          "Transfer-Encoding: " + coding);
    }
    framed(
        cases,
        "Transfer-Encoding twice",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked");
    cases.add(
        "Transfer-Encoding in HTTP/1.0",
        "400",
        target ->
            target.seen(
                target.request(
                        "POST /api/v1/keys/verify HTTP/1.0",
                        Target.KEY,
                        Target.JSON,
                        "Transfer-Encoding: chunked")
                    + CHUNKED));
  }

  private static void framed(Cases cases, String name, String... framing) {
    cases.add(
        name, "400 or 501", target -> target.seen(target.request(POST, with(framing)) + CHUNKED));
  }

  private static String[] with(String... framing) {
    String[] all = new String[framing.length + 2];
    all[0] = Target.KEY;
    all[1] = Target.JSON;
    System.arraycopy(framing, 0, all, 2, framing.length);
    return all;
  }

  private static void chunks(Cases cases) {
    chunk(cases, "a chunk size that is not hexadecimal", "zz");
    chunk(cases, "a negative chunk size", "-2");
    chunk(cases, "a chunk size beyond 64 bits", "fffffffffffffffff");
  }

  private static void chunk(Cases cases, String name, String size) {
    cases.add(
        name,
        "400 or closed",
        target ->
            target.seen(
                target.request(POST, with("Transfer-Encoding: chunked"))
                    + size
                    + "\r\n{}\r\n0\r\n\r\n"));
  }
}
