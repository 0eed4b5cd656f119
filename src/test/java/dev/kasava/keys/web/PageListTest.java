package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.Issue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list and what surrounds it, as the server renders them. */
final class PageListTest {
  private static final String LIST = "/settings/api-keys";
  private static final Pattern NAME = Pattern.compile("class=\"name\">\\s*<span>([^<]+)<");
  private static final Pattern NEXT = Pattern.compile("rel=\"next\" href=\"([^\"]+)\"");

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T22:30:00Z"));
  private TestServer server;
  private TestInstallation installation;
  private Visitor visitor;

  @BeforeEach
  void start() {
    server = TestServer.in(folder, clock);
    installation = server.installation();
    visitor = new Visitor(server.url()).signIn(installation.firstKey().secret().reveal());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static KeyId id(Issue issue) {
    return issue.key().key().id();
  }

  private List<String> names(String query) {
    List<String> names = new ArrayList<>();
    String path = LIST + query;
    while (true) {
      String body = visitor.get(path).body();
      Matcher name = NAME.matcher(body);
      while (name.find()) {
        names.add(name.group(1));
      }
      Matcher next = NEXT.matcher(body);
      if (!next.find()) {
        return names;
      }
      path = next.group(1).replace("&amp;", "&");
    }
  }

  private void use(Issue.Claimed key, int times) {
    for (int i = 0; i < times; i++) {
      server.call("GET", "/api/v1/me", key.secret(), null);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',                      Charlie alpha Bravo First",
    "?sort=oldest,            First Bravo alpha Charlie",
    "?sort=name,              alpha Bravo Charlie First",
    "?sort=name-reversed,     First Charlie Bravo alpha",
    "?sort=expiry,            Bravo Charlie alpha First",
    "?status=expiring-soon,   Bravo",
    "?status=expired,         ''",
    "?q=br&sort=name,         Bravo",
    "?sort=nonsense&status=x, Charlie alpha Bravo First"
  })
  void sortsAndFilters(String query, String expected) {
    clock.advance(Duration.ofSeconds(1));
    installation.create("Bravo", clock.instant().plus(Duration.ofDays(2)), "keys:read");
    clock.advance(Duration.ofSeconds(1));
    installation.create("alpha", clock.instant().plus(Duration.ofDays(200)), "keys:read");
    clock.advance(Duration.ofSeconds(1));
    installation.create("Charlie", clock.instant().plus(Duration.ofDays(90)), "keys:read");
    assertThat(String.join(" ", names(query)).replace("First key", "First")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"newest", "oldest", "name", "name-reversed", "last-used", "longest-unused", "expiry"})
  void pagesThroughEveryOrder(String order) {
    for (int i = 0; i < 120; i++) {
      installation.create("Key " + i, null, "keys:read");
    }
    assertThat(names("?sort=" + order)).hasSize(121).doesNotHaveDuplicates();
  }

  @Test
  void aCursorOfAnotherOrderIsRefused() {
    for (int i = 0; i < 60; i++) {
      installation.create("Key " + i, null, "keys:read");
    }
    Matcher next = NEXT.matcher(visitor.get(LIST + "?sort=name").body());
    assertThat(next.find()).isTrue();
    String other = next.group(1).replace("&amp;", "&").replace("sort=name", "sort=oldest");
    assertThat(visitor.get(other).status()).isEqualTo(400);
  }

  @Test
  void showsThirtyDaysAtAGlance() {
    Issue.Claimed key = installation.create("Busy", null, "keys:read");
    clock.set(clock.instant().minus(Duration.ofDays(31)));
    use(key, 9);
    clock.advance(Duration.ofDays(2));
    use(key, 2);
    clock.advance(Duration.ofDays(29));
    use(key, 4);
    assertThat(visitor.get(LIST).body())
        .contains("aria-label=\"6 requests in 30 days, at most 4 a day\"")
        .contains("M0 20v-10h2v10zM87 20v-20h2v20z");
  }

  @Test
  void countsDaysWhereTheBrowserIs() {
    Issue.Claimed key = installation.create("Busy", null, "keys:read");
    use(key, 1);
    visitor.cookies().put("kasava_zone", "Europe%2FBerlin");
    assertThat(visitor.get(LIST + "/" + id(key) + "/usage").body())
        .contains("data-figure=\"today\">1<")
        .contains("2026-11-23 23:30:00 Europe/Berlin");
    clock.advance(Duration.ofMinutes(45));
    assertThat(visitor.get(LIST + "/" + id(key) + "/usage").body())
        .contains("data-figure=\"today\">0<");
    for (String nonsense : List.of("Mars%2FBase", "", "%00", "x".repeat(99), "\"><script>")) {
      visitor.cookies().put("kasava_zone", nonsense);
      assertThat(visitor.get(LIST + "/" + id(key) + "/usage").body()).contains("counted in UTC");
    }
  }

  @Test
  void chosenDaysEndWhereTheBrowserIs() {
    visitor.cookies().put("kasava_zone", "Asia%2FKathmandu");
    visitor.submit(LIST + "/new", "name", "Presets", "expiry", "7", "access", "read");
    visitor.submit(
        LIST + "/new", "name", "Day", "expiry", "date", "expires", "2027-01-31", "access", "read");
    // It is past midnight there already.
    assertThat(expiry("Presets")).isEqualTo("2026-12-01T18:14:59Z");
    assertThat(expiry("Day")).isEqualTo("2027-01-31T18:14:59Z");
    assertThat(visitor.submit(LIST + "/new", "name", "x", "expiry", "8", "access", "read").status())
        .isEqualTo(400);
    assertThat(visitor.submit(LIST + "/new", "name", "x", "expiry", "date", "expires", "").body())
        .contains("Pick the day");
  }

  private String expiry(String name) {
    var keys = server.call("GET", "/api/v1/keys", null).json().path("keys");
    for (var key : keys) {
      if (key.path("name").asString().equals(name)) {
        return key.path("expiresAt").asString();
      }
    }
    throw new AssertionError("no key named " + name);
  }

  @Test
  void accessInPlainWordsBecomesScopes() {
    visitor.submit(
        LIST + "/new", "name", "Manager", "expiry", "never", "access", "manage", "scope", "*");
    visitor.submit(
        LIST + "/new", "name", "Picked", "expiry", "never", "access", "custom", "others", "a:b");
    String list = server.call("GET", "/api/v1/keys", null).body();
    assertThat(list)
        .contains("\"scopes\":[\"keys:read\",\"keys:write\"]")
        .contains("\"scopes\":[\"a:b\"]");
  }

  @Test
  void usageIsDownloadedWithoutFormulas() {
    Issue.Claimed key =
        installation.create("=HYPERLINK(\"http://evil.example\")", null, "keys:read");
    use(key, 2);
    Visitor.Answer csv = visitor.get(LIST + "/" + id(key) + "/usage.csv");
    assertThat(csv.header("Content-Type")).startsWith("text/csv");
    assertThat(csv.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"usage-" + id(key) + ".csv\"");
    assertThat(csv.body().lines()).first().isEqualTo("key,span,start,client,requests,rejected");
    assertThat(csv.body())
        .contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\",\"day\",\"2026-11-23T00:00:00Z\"")
        .contains("\"hour\",\"2026-11-23T22:00:00Z\"");
    for (String start : List.of("=", "+", "-", "@", "\t", "\r", "\n")) {
      assertThat(UsageCsv.field(start + "1")).startsWith("\"'");
    }
  }

  @Test
  void findingsLeadToTheirRemedies() {
    KeyId expired =
        id(installation.create("Old", clock.instant().plus(Duration.ofHours(1)), "keys:read"));
    clock.advance(Duration.ofHours(2));
    assertThat(visitor.get(LIST + "/checkup").body())
        .contains("<h2>Expired</h2>")
        .contains("href=\"" + LIST + "/" + expired + "/regenerate\"")
        .contains("<h2>Never expires</h2>");
    Issue.Claimed reader = installation.create("Reader", null, "keys:read");
    assertThat(
            new Visitor(server.url())
                .signIn(reader.secret().reveal())
                .get(LIST + "/checkup")
                .body())
        .contains("<h2>Expired</h2>")
        .doesNotContain("/regenerate");
  }

  @Test
  void clientsAreConnectedAsTheManifestsSay() {
    String body = visitor.get(LIST + "/connect").body();
    assertThat(body)
        .contains("kasava connect windsurf")
        .contains(server.url() + "/mcp")
        .contains("cursor://anysphere.cursor-deeplink/mcp/install?name=kasava")
        .contains("${env:KASAVA_API_KEY}");
  }

  @Test
  void settingsAreKept() {
    String token = visitor.get("/settings/general").token();
    Visitor.Answer zone =
        visitor.post("/settings/general/zone", "zone", "Asia/Kathmandu", "csrf", token);
    assertThat(zone.header("Location")).isEqualTo("/settings/general?notice=saved");
    assertThat(visitor.post("/settings/general/zone", "zone", "Mars/Base", "csrf", token).body())
        .contains("This is no time zone");
    assertThat(visitor.get("/settings/general").body())
        .contains("value=\"Asia/Kathmandu\" selected");
    visitor.post("/settings/general/expiry", "expiry", "90", "csrf", token);
    Visitor elsewhere = new Visitor(server.url()).signIn(installation.firstKey().secret().reveal());
    assertThat(elsewhere.get(LIST + "/new").body()).contains("value=\"90\" checked");
    assertThat(visitor.post("/settings/general/expiry", "expiry", "1; x=y", "csrf", token).status())
        .isEqualTo(400);
    assertThat(visitor.get(LIST + "/new").body()).contains("value=\"90\" checked");
  }

  @Test
  void signingOutEverywhereEndsEverySession() {
    Issue.Claimed other = installation.create("Other", null, "keys:read", "keys:write");
    Visitor elsewhere = new Visitor(server.url()).signIn(other.secret().reveal());
    String token = elsewhere.get("/settings/general").token();
    elsewhere.post("/settings/general/sign-out-everywhere", "csrf", token);
    assertThat(visitor.get(LIST).header("Location")).startsWith("/sign-in");
    assertThat(elsewhere.get(LIST).header("Location")).startsWith("/sign-in");
  }

  /** Else a key that may only look could throw everybody out, again and again. */
  @Test
  void whoMayOnlyLookSignsOutThemselves() {
    Issue.Claimed other = installation.create("Other", null, "keys:read");
    Visitor here = new Visitor(server.url()).signIn(other.secret().reveal());
    Visitor there = new Visitor(server.url()).signIn(other.secret().reveal());
    Visitor.Answer general = here.get("/settings/general");
    assertThat(general.body()).contains("ends your sessions in every browser");
    here.post("/settings/general/sign-out-everywhere", "csrf", general.token());
    assertThat(here.get(LIST).header("Location")).startsWith("/sign-in");
    assertThat(there.get(LIST).header("Location")).startsWith("/sign-in");
    assertThat(visitor.get(LIST).status()).isEqualTo(200);
  }

  @Test
  void aFirstUseIsToldOnlyWhereItIsKnown() {
    Issue.Claimed key = installation.create("CI", null, "keys:read");
    String regenerate = LIST + "/" + id(key) + "/regenerate";
    String firstUse = LIST + "/" + id(key) + "/first-use";
    assertThat(visitor.get(firstUse).body()).contains("Waiting");
    use(key, 1);
    assertThat(visitor.get(firstUse).body()).contains("It works");
    clock.advance(Duration.ofSeconds(1));
    String seen = visitor.get(regenerate).seen();
    Visitor.Answer next = visitor.submit(regenerate, "overlap", "first-use", "seen", seen);
    assertThat(next.body()).contains("until this one is used for the first time");
    use(key, 1);
    assertThat(visitor.get(firstUse).body()).contains("Waiting");
    clock.advance(Duration.ofSeconds(1));
    server.send("GET", "/api/v1/me", null, "X-API-Key", next.secret());
    assertThat(visitor.get(firstUse).body()).contains("It works");
    assertThat(server.call("GET", "/api/v1/me", key.secret(), null).status()).isEqualTo(401);

    clock.advance(Duration.ofSeconds(1));
    Visitor.Answer third =
        visitor.submit(regenerate, "overlap", "3600", "seen", visitor.get(regenerate).seen());
    assertThat(third.body()).contains("Waiting for the first request with this secret");
    String usage = LIST + "/" + id(key) + "/usage";
    assertThat(text(usage))
        .contains("An old secret still works beside the new one. It ends in 1 hour")
        .contains("It has not been used since there is the new one.")
        .contains("The new one has not been used yet.");

    clock.advance(Duration.ofMinutes(2));
    server.send("GET", "/api/v1/me", null, "X-API-Key", next.secret());
    clock.advance(Duration.ofMinutes(3));
    assertThat(text(firstUse)).contains("Waiting").contains("It was last used 3 minutes ago");
    assertThat(text(usage)).contains("It was last used 3 minutes ago");

    server.send(
        "POST",
        "/mcp",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}",
        "X-API-Key",
        third.secret());
    assertThat(text(firstUse)).contains("It works").contains("It was last used 3 minutes ago");
    assertThat(text(usage)).contains("The new one is in use.");
    clock.advance(Duration.ofHours(1));
    assertThat(text(usage)).doesNotContain("old secret");
  }

  private String text(String path) {
    return visitor.get(path).body().replaceAll("<[^>]*>", "").replaceAll("\\s+", " ");
  }

  @Test
  void noOtherOriginMayReadOrAsk() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String origin :
          List.of("null", "https://evil.example", server.url() + ".evil.example")) {
        for (String method : List.of("OPTIONS", "GET", "POST")) {
          HttpResponse<String> answer =
              client.send(
                  HttpRequest.newBuilder(URI.create(server.url() + LIST))
                      .method(method, HttpRequest.BodyPublishers.noBody())
                      .header("Origin", origin)
                      .header("Access-Control-Request-Method", "POST")
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(answer.statusCode()).as(origin + " " + method).isEqualTo(403);
          assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
        }
      }
    }
  }

  @Test
  void pagesAreCompressedButNeverOneThatShowsASecret() {
    assertThat(visitor.get(LIST, "Accept-Encoding", "gzip").header("Content-Encoding"))
        .isEqualTo("gzip");
    assertThat(visitor.get(LIST).header("Content-Encoding")).isEmpty();
    Visitor.Answer shown = visitor.submit(LIST + "/new", "name", "x", "scope", "keys:read");
    assertThat(shown.secret()).isNotEmpty();
    assertThat(shown.header("Content-Encoding")).isEmpty();
  }
}
