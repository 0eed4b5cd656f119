package dev.kasava.keys.blackbox;

import dev.kasava.keys.fixture.RawHttp;
import java.util.List;

/** Header fields, paths, methods and sizes. */
final class RequestCases {
  private static final String ME = "GET /api/v1/me HTTP/1.1";

  private RequestCases() {}

  static List<Case> all() {
    Cases cases = new Cases("Headers, paths and sizes");
    headers(cases);
    paths(cases);
    methods(cases);
    sizes(cases);
    forwarded(cases);
    return cases.all();
  }

  private static void headers(Cases cases) {
    cases
        .add("no Host", "400", target -> target.seen(target.head(ME, Target.KEY) + "\r\n"))
        .sent("two Hosts", "400", ME, "Host: evil.example", Target.KEY)
        .sent(
            "a space before the first header",
            "400",
            "GET /api/v1/me HTTP/1.1\r\n X: y",
            Target.KEY)
        .sent("a space before the colon", "400", ME, "X-API-Key : {key}")
        .sent("a header without a colon", "400 or 200", ME, "X-Foo", Target.KEY)
        .add(
            "bare line feeds",
            "400 or 200",
            target -> target.seen(target.request(ME, Target.KEY).replace("\r\n", "\n")))
        .sent("a carriage return in a header", "400", ME, "X-Foo: a\rb", Target.KEY)
        .sent(
            "a header hidden behind a folded line",
            "401 no-credential or 400",
            ME,
            "X-Foo: a\r\n X-API-Key: {key}")
        .add(
            "the key on two folded lines",
            "400 or 401",
            target ->
                target.seen(
                    target.request(
                        ME,
                        "X-API-Key: "
                            + target.key().substring(0, 9)
                            + "\r\n "
                            + target.key().substring(9))))
        .sent("NUL after the key", "400", ME, "X-API-Key: {key}\0")
        .sent("0x80 after the key", "400 or 401", ME, "X-API-Key: {key}\u0080")
        .sent("Connection: X-API-Key", "200", ME, Target.KEY, "Connection: X-API-Key");
  }

  private static void paths(Cases cases) {
    for (String path :
        new String[] {
          "/..;/api/v1/me",
          "//api/v1/me",
          "/api%2Fv1/me",
          "/api/../api/v1/me",
          "/api/%2e%2e/api/v1/me",
          "/api/v1/me;a=b",
          "/api/v1/me%00",
          "/api/v1/./me",
          "/api\\v1\\me",
          "/api/v1/me%zz",
          "/api/v1/m\u00e9"
        }) {
      cases.sent(path.replace("\u00e9", "\\xE9"), "400", "GET " + path + " HTTP/1.1", Target.KEY);
    }
    cases
        .sent("/API/v1/me", "404", "GET /API/v1/me HTTP/1.1", Target.KEY)
        .sent("/api/v1/me/", "404", "GET /api/v1/me/ HTTP/1.1", Target.KEY)
        .sent(
            "a line break in an id",
            "404",
            "GET /api/v1/keys/key_a%0d%0aX-A:b HTTP/1.1",
            Target.KEY)
        .sent(
            "150 parameters",
            "400",
            "GET /api/v1/me?a" + "&a".repeat(150) + " HTTP/1.1",
            Target.KEY)
        .sent(
            "an address of another host",
            "400 or 421",
            "GET http://evil.example/api/v1/me HTTP/1.1",
            Target.KEY);
  }

  private static void methods(Cases cases) {
    cases
        .sent("TRACE", "405", "TRACE / HTTP/1.1", Target.KEY)
        .sent("CONNECT", "405 or 400", "CONNECT evil.example:443 HTTP/1.1", Target.KEY)
        .sent("a method in lower case", "405 or 501 or 400", "get /api/v1/me HTTP/1.1", Target.KEY)
        .sent("a method that is none", "405 or 501", "STEAL /api/v1/me HTTP/1.1", Target.KEY)
        .sent("HTTP/2 without being asked", "400 or closed", "PRI * HTTP/2.0\r\n\r\nSM\r\n")
        .add(
            "TLS where there is none, or the other way round",
            "400 or closed",
            target ->
                target.seen("\u0016\u0003\u0001\u0002\u0000\u0001" + "a".repeat(500) + "\r\n\r\n"))
        .sent(
            "an upgrade to h2c",
            "200",
            ME,
            Target.KEY,
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAAQAAP__");
  }

  private static void sizes(Cases cases) {
    cases
        .sent(
            "a header of 2 MB",
            "400 or 431 or closed",
            ME,
            Target.KEY,
            "X-Foo: " + "a".repeat(2_000_000))
        .sent("300 headers", "400 or 431", ME, Target.KEY + "\r\nX-Foo: a".repeat(300))
        .add(
            "a body over the limit",
            "413",
            target ->
                target.seen(
                    target.posting(
                        "POST /api/v1/keys HTTP/1.1",
                        "{\"name\":\"" + "a".repeat(100_000) + "\"}",
                        Target.KEY,
                        Target.JSON)))
        .add(
            "a chunked body over the limit",
            "413",
            target ->
                target.seen(
                    target.request(
                            "POST /api/v1/keys HTTP/1.1",
                            Target.KEY,
                            Target.JSON,
                            "Transfer-Encoding: chunked")
                        + "186a0\r\n"
                        + "a".repeat(100_000)
                        + "\r\n0\r\n\r\n"))
        .add(
            "a chunked body over the limit of /mcp",
            "413",
            target ->
                target.seen(
                    target.request(
                            "POST /mcp HTTP/1.1",
                            Target.KEY,
                            Target.JSON,
                            "Transfer-Encoding: chunked")
                        + "5b8d80\r\n"
                        + "a".repeat(6_000_000)
                        + "\r\n0\r\n\r\n"))
        .sent(
            "a body of 2 GB announced",
            "413",
            "POST /api/v1/keys HTTP/1.1",
            Target.KEY,
            Target.JSON,
            "Content-Length: 2000000000")
        .sent(
            "a body of 2 GB asked for first",
            "413",
            "POST /api/v1/keys HTTP/1.1",
            Target.KEY,
            Target.JSON,
            "Expect: 100-continue",
            "Content-Length: 2000000000")
        .add(
            "JSON 5,000 deep",
            "400",
            target ->
                target.seen(
                    target.posting(
                        "POST /api/v1/keys HTTP/1.1",
                        "{\"name\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}",
                        Target.KEY,
                        Target.JSON)))
        .add("two requests at once", "200 and 200", RequestCases::pipelined);
  }

  private static String pipelined(Target target) {
    try (RawHttp connection = target.connect().send(target.request(ME, Target.KEY).repeat(2))) {
      return Target.describe(connection.answer()) + " and " + Target.describe(connection.answer());
    }
  }

  private static void forwarded(Cases cases) {
    cases.add(
        "links by a spoofed X-Forwarded-Host",
        "absent",
        target -> {
          RawHttp.Answer answer =
              target.call(
                  "GET",
                  "/.well-known/oauth-protected-resource",
                  null,
                  "X-Forwarded-Host: evil.example",
                  "X-Forwarded-Proto: https",
                  "Forwarded: host=evil.example");
          return answer.all().contains("evil.example") ? "there" : "absent";
        });
  }
}
