package dev.kasava.keys.blackbox;

import dev.kasava.keys.fixture.RawHttp.Answer;
import java.util.List;

/** What pages of other sites could have a browser do. */
final class BrowserCases {
  private static final String ME = "GET /api/v1/me HTTP/1.1";
  private static final String PAGE = "/settings/api-keys/new";

  private BrowserCases() {}

  static List<Case> all() {
    return new Cases("Browser")
        .add(
            "another Host (DNS rebinding)",
            "421 or 400 or 404",
            target -> target.seen(target.head(ME, "Host: evil.example", Target.KEY) + "\r\n"))
        .add(
            "a Host that begins as ours",
            "421 or 400 or 404",
            target ->
                target.seen(target.head(ME, "Host: {host}.evil.example", Target.KEY) + "\r\n"))
        .sent("Origin: null", "403", ME, Target.KEY, "Origin: null")
        .sent(
            "an Origin that begins as ours",
            "403",
            ME,
            Target.KEY,
            "Origin: http://{host}.evil.example")
        .sent("an Origin that ends as ours", "403", ME, Target.KEY, "Origin: http://evil-{host}")
        .sent(
            "another Origin at /mcp",
            "403",
            "POST /mcp HTTP/1.1",
            Target.KEY,
            "Origin: https://evil.example")
        .sent(
            "a preflight of another site",
            "403",
            "OPTIONS /api/v1/keys HTTP/1.1",
            "Origin: https://evil.example",
            "Access-Control-Request-Method: POST")
        .add(
            "CORS for anybody",
            "none",
            target ->
                target
                    .call("GET", "/api/v1/me", null, Target.KEY)
                    .header("Access-Control-Allow-Origin")
                    .orElse("none"))
        .add(
            "JSON as text/plain (CSRF)",
            "415",
            target ->
                target.seen(
                    target.posting(
                        "POST /api/v1/keys HTTP/1.1",
                        "{\"name\":\"Black box\"}",
                        Target.KEY,
                        "Content-Type: text/plain")))
        .add(
            "JSON as a form (CSRF)",
            "415",
            target ->
                target.seen(
                    target.posting(
                        "POST /api/v1/keys HTTP/1.1",
                        "{\"name\":\"Black box\"}",
                        Target.KEY,
                        "Content-Type: application/x-www-form-urlencoded")))
        .add(
            "a form of the page without a session",
            "303 or 302 or 401 or 403 or 400",
            target ->
                target.seen(
                    target.posting(
                        "POST " + PAGE + " HTTP/1.1",
                        "name=Black+box",
                        "Content-Type: application/x-www-form-urlencoded")))
        .add("framing", "DENY", target -> header(target, "/sign-in", "X-Frame-Options"))
        .add(
            "framing by a policy",
            "frame-ancestors 'none'",
            target ->
                header(target, "/sign-in", "Content-Security-Policy")
                        .contains("frame-ancestors 'none'")
                    ? "frame-ancestors 'none'"
                    : "no such policy")
        .add(
            "scripts in place",
            "forbidden",
            target ->
                header(target, "/sign-in", "Content-Security-Policy").contains("'unsafe-inline'")
                    ? "allowed"
                    : "forbidden")
        .add(
            "content types guessed",
            "nosniff",
            target -> header(target, "/api/v1/me", "X-Content-Type-Options"))
        .add(
            "answers kept by caches",
            "no-store",
            target -> header(target, "/api/v1/me", "Cache-Control"))
        .add(
            "addresses told to other sites",
            "same-origin or no-referrer",
            target -> header(target, "/sign-in", "Referrer-Policy"))
        .all();
  }

  private static String header(Target target, String path, String name) {
    Answer answer = target.call("GET", path, null, Target.KEY);
    return answer.header(name).orElse("absent");
  }
}
