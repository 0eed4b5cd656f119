package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageSafetyTest {
  private static final String LIST = "/settings/api-keys";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  @TempDir private Path folder;
  private TestServer server;
  private Visitor visitor;

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    visitor = new Visitor(server.url()).signIn(server.installation().firstKey().secret().reveal());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<String> pages(Issue key) {
    String one = LIST + "/" + key.key().key().id() + "/";
    return List.of(
        LIST,
        LIST + "/new",
        one + "usage",
        one + "edit",
        one + "regenerate",
        one + "delete",
        one + "claim",
        "/settings/general",
        "/settings/organization",
        "/settings/audit",
        "/settings/nowhere");
  }

  @Test
  void everyPageForbidsWhateverIsNotOurs() {
    Issue key = server.installation().create("CI", null, "keys:read");
    for (String path : pages(key)) {
      Visitor.Answer answer = visitor.get(path);
      assertThat(answer.header("Content-Type")).as(path).isEqualTo("text/html; charset=utf-8");
      assertThat(answer.headers("Content-Security-Policy")).as(path).containsExactly(POLICY);
      assertThat(answer.header("Cache-Control")).as(path).isEqualTo("no-store");
      assertThat(answer.header("X-Frame-Options")).as(path).isEqualTo("DENY");
      assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
      assertThat(answer.body())
          .as(path)
          .doesNotContain("style=")
          .doesNotContain("<style")
          .doesNotContainPattern("<script(?! src=\"/assets/)")
          .doesNotContainPattern(" on[a-z]+=")
          .doesNotContainPattern("(href|src|action)=\"(https?:)?//");
    }
    assertThat(new Visitor(server.url()).get("/sign-in").headers("Content-Security-Policy"))
        .containsExactly(POLICY);
  }

  @Test
  void aHostileNameIsOnlyEverAText() {
    String hostile = "<img src=x onerror=alert(1)>\"'&</title><script>alert(2)</script>${7*7}";
    Issue key = server.installation().create(hostile, null, "keys:read");
    for (String path : pages(key)) {
      String body = visitor.get(path).body();
      assertThat(body).as(path).doesNotContain("<img").doesNotContain("<script>");
    }
    assertThat(visitor.get(LIST).body()).contains("&lt;img src=x onerror=alert(1)&gt;");
    Visitor.Answer taken =
        visitor.submit(LIST + "/new", "name", hostile, "others", "\"><img src=x>");
    assertThat(taken.body()).doesNotContain("<img").doesNotContain("<script>");
  }

  @Test
  void aFormWithoutItsTokenChangesNothing() {
    Issue key = server.installation().create("CI", null, "keys:read");
    String delete = LIST + "/" + key.key().key().id() + "/delete";
    String foreign = new Visitor(server.url()).get("/sign-in").token();
    for (String[] fields : new String[][] {{}, {"csrf", ""}, {"csrf", foreign}}) {
      Visitor.Answer answer = visitor.post(delete, fields);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).contains("out of date");
    }
    String token = visitor.get(delete).token();
    assertThat(visitor.post(delete, "csrf", token, "csrf", token).status()).isEqualTo(403);
    assertThat(visitor.postRaw(delete, "csrf=" + token, "text/plain").status()).isEqualTo(400);
    assertThat(visitor.get(LIST).body()).contains(key.key().key().id().value());
  }

  @Test
  void noFormIsTakenWithoutItsToken() {
    Issue key = server.installation().create("CI", null, "keys:read");
    String one = LIST + "/" + key.key().key().id() + "/";
    for (String path :
        List.of(
            LIST + "/new",
            one + "edit",
            one + "regenerate",
            one + "delete",
            one + "claim",
            "/settings/general/zone",
            "/settings/general/expiry",
            "/settings/general/sign-out-everywhere",
            "/settings/organization/members",
            "/settings/organization/members/mem_0123456789012345678901",
            "/settings/organization/members/mem_0123456789012345678901/remove",
            "/sign-out")) {
      Visitor.Answer answer = visitor.post(path, "name", "x", "role", "admin");
      assertThat(answer.status()).as(path).isEqualTo(403);
      assertThat(answer.body()).as(path).contains("out of date");
    }
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
  }

  @Test
  void aFormOfAnotherOriginIsRefused() {
    assertThat(visitor.get(LIST, "Origin", "https://evil.example").status()).isEqualTo(403);
    assertThat(visitor.get(LIST, "Origin", "null").status()).isEqualTo(403);
  }

  @Test
  void whatIsNoFormIsRefusedInAPage() {
    String type = "application/x-www-form-urlencoded";
    for (String body : List.of("csrf=%", "csrf=%zz", "csrf=%C3%28", "csrf", "a=b&&c=d")) {
      Visitor.Answer answer = visitor.postRaw(LIST + "/new", body, type);
      assertThat(answer.status()).as(body).isEqualTo(400);
      assertThat(answer.header("Content-Type")).startsWith("text/html");
    }
    assertThat(visitor.postRaw(LIST + "/new", "a=" + "b".repeat(65_536), type).status())
        .isEqualTo(413);
    assertThat(visitor.postRaw(LIST + "/new", "a=b&".repeat(300) + "a=b", type).status())
        .isEqualTo(400);
  }

  @Test
  void whatIsNotThereIsNotFoundInAPage() {
    for (String path :
        List.of(
            "/settings/nowhere",
            LIST + "/key_0123456789abcdefghijkl/usage",
            LIST + "/nonsense/usage",
            LIST + "/" + "x".repeat(500) + "/claim",
            LIST + "?cursor=nonsense")) {
      Visitor.Answer answer = visitor.get(path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.header("Content-Type")).startsWith("text/html");
      assertThat(answer.body()).doesNotContain("nonsense").doesNotContain("Exception");
    }
  }

  @Test
  void theFilesOfThePageAreKeptForEverUnderTheirContent() {
    Matcher links =
        Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"").matcher(visitor.get(LIST).body());
    int found = 0;
    while (links.find()) {
      Visitor.Answer file = new Visitor(server.url()).get(links.group(1));
      assertThat(file.status()).isEqualTo(200);
      assertThat(file.header("Cache-Control")).contains("immutable");
      assertThat(file.header("Content-Type"))
          .isIn("text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml");
      assertThat(file.body()).doesNotContainPattern("(?<!xmlns=\")https?://");
      found++;
    }
    assertThat(found).isEqualTo(3);
    assertThat(visitor.get("/assets/app-0000000000000000.css").status()).isEqualTo(404);
  }
}
