package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.service.Issue;
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

/** General, Organization with its members, the checkup and the file of usage, to the letter. */
final class SettingsPagesTest {
  private static final String GENERAL = "/settings/general";
  private static final String ORGANIZATION = "/settings/organization";
  private static final String LIST = "/settings/api-keys";

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.parse("2026-11-23T12:00:00Z"));
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

  private void use(Issue.Claimed key, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(server.call("GET", "/api/v1/me", key.secret(), null).status()).isEqualTo(200);
    }
  }

  private static List<String> all(String body, String pattern) {
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(body);
    List<String> found = new ArrayList<>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  @Test
  void theTimeZonesArePlacesInTheirOrder() {
    List<String> zones =
        all(visitor.get(GENERAL).body(), "<option value=\"([^\"]*)\"[^>]*>\\1</option>");
    assertThat(zones).startsWith("UTC").contains("Europe/Berlin", "America/Sao_Paulo");
    assertThat(zones.subList(1, zones.size()))
        .isSorted()
        .allSatisfy(zone -> assertThat(zone).contains("/").doesNotStartWith("Etc/"));
    assertThat(
            visitor
                .post(GENERAL + "/zone", "zone", "Asia/Tokyo", "csrf", visitor.get(GENERAL).token())
                .header("Location"))
        .isEqualTo(GENERAL + "?notice=saved");
    assertThat(visitor.get(GENERAL).body()).contains("<option value=\"Asia/Tokyo\" selected>");
    Visitor.Answer wrong =
        visitor.post(GENERAL + "/zone", "zone", "Atlantis", "csrf", visitor.get(GENERAL).token());
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).containsPattern("<p class=\"error\">[^<]*time zone[^<]*</p>");
  }

  @Test
  void theUsualExpiryIsOneOfTheChoices() {
    String token = visitor.get(GENERAL).token();
    assertThat(visitor.post(GENERAL + "/expiry", "expiry", "30", "csrf", token).header("Location"))
        .isEqualTo(GENERAL + "?notice=saved");
    assertThat(visitor.get(GENERAL).body())
        .contains("<option value=\"30\" selected>After 30 days</option>");
    Visitor.Answer wrong = visitor.post(GENERAL + "/expiry", "expiry", "31", "csrf", token);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("<p class=\"error\">Choose one of the expiries.</p>");
  }

  @Test
  void signingOutEverywhereClearsThisBrowserToo() {
    Visitor.Answer out =
        visitor.post(GENERAL + "/sign-out-everywhere", "csrf", visitor.get(GENERAL).token());
    assertThat(out.header("Location")).isEqualTo("/sign-in?notice=signed-out-everywhere");
    assertThat(visitor.cookies()).doesNotContainKey("kasava_session");
    assertThat(visitor.get("/sign-in?notice=signed-out-everywhere").body())
        .contains("You are signed out, in every browser.");
  }

  @Test
  void theBusiestKeysComeFirst() {
    Issue.Claimed little = installation.create("Little", null, "keys:read");
    Issue.Claimed much = installation.create("Much", null, "keys:read");
    installation.create("Never", null, "keys:read");
    use(little, 2);
    use(much, 5);
    String body = visitor.get(ORGANIZATION).body();
    assertThat(body).contains("<dd>4</dd>", "7 requests in all.");
    assertThat(all(body, "/usage\">([^<]*)</a></th>")).containsExactly("Much", "Little");
    assertThat(all(body, "<td class=\"number\">(\\d+)</td></tr>")).containsExactly("5", "2");
    assertThat(body).containsPattern("/usage\">Much</a></th><td><svg class=\"sparkline\"");
  }

  @Test
  void membersAreShownWithTheirOwnUse() {
    Member ada = installation.hire("Ada", "admin");
    Member bob = installation.hire("Bob", "viewer");
    Issue.Claimed hers = installation.createFor(ada, "Hers", "keys:read", "keys:write");
    use(hers, 3);
    use(installation.createFor(bob, "His", "keys:read"), 1);
    String body = visitor.get(ORGANIZATION).body();
    assertThat(row(body, "Ada"))
        .contains("Admin</td>", "<td class=\"number\">1</td>", "<td class=\"number\">3</td>")
        .contains("href=\"" + ORGANIZATION + "/members/" + ada.id() + "\"")
        .doesNotContain("(you)");
    assertThat(row(body, "Bob")).contains("Viewer</td>", "<td class=\"number\">1</td>");
    Visitor herself = new Visitor(server.url()).signIn(hers.secret().reveal());
    assertThat(row(herself.get(ORGANIZATION).body(), "Ada")).contains("(you)");
    assertThat(row(herself.get(ORGANIZATION).body(), "Bob")).doesNotContain("(you)");
  }

  private static String row(String body, String name) {
    return all(body, "<tr>(.*?)</tr>").stream()
        .filter(row -> row.contains(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsWrongWithANewMemberStandsAtItsField() {
    String token = visitor.get(ORGANIZATION).token();
    assertThat(
            visitor
                .post(ORGANIZATION + "/members", "name", " ", "role", "viewer", "csrf", token)
                .body())
        .containsPattern("id=\"member-error\">[^<]+<")
        .contains("<option value=\"viewer\" selected>");
    Visitor.Answer role =
        visitor.post(ORGANIZATION + "/members", "name", "Eve", "role", "queen", "csrf", token);
    assertThat(role.status()).isEqualTo(400);
    assertThat(role.body())
        .contains("value=\"Eve\"")
        .containsPattern("<p class=\"error\" role=\"alert\">[^<]*role[^<]*</p>")
        .doesNotContain("member-error\">");
  }

  @Test
  void aMembersKeysGoWhereAnAdminSays() {
    Member ada = installation.hire("Ada", "member");
    Member bob = installation.hire("Bob", "member");
    String path = ORGANIZATION + "/members/" + ada.id();
    assertThat(visitor.get(path).body())
        .contains("<h1>Ada</h1>", "No key is theirs yet.")
        .contains("<option value=\"member\" selected>")
        .doesNotContain("id=\"fate\"");
    installation.createFor(ada, "Hers", "keys:read");
    String body = visitor.get(path).body();
    assertThat(all(body, "<option value=\"([^\"]*)\"[^>]*>"))
        .endsWith("owner", bob.id().value(), "delete")
        .doesNotContain(ada.id().value());
    assertThat(body)
        .contains("selected>Stay, without managing keys", ">Go to Bob</option>", ">Are deleted");
    installation.createFor(ada, "Hers too", "keys:read");
    assertThat(visitor.get(path).body()).contains("2 keys are theirs.");
  }

  @Test
  void whatIsWrongWithAMemberIsSaid() {
    Member ada = installation.hire("Ada", "member");
    installation.hire("Bob", "member");
    String path = ORGANIZATION + "/members/" + ada.id();
    String token = visitor.get(path).token();
    Visitor.Answer taken = visitor.post(path, "name", "Bob", "role", "viewer", "csrf", token);
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.body())
        .contains("value=\"Bob\"", "<option value=\"viewer\" selected>", "<h1>Ada</h1>")
        .containsPattern("role=\"alert\">(?s:<svg.*?</svg>)\\s*<span>[^<]*already");
    assertThat(visitor.post(path, "name", " ", "role", "viewer", "csrf", token).body())
        .containsPattern("id=\"name-error\">[^<]+<")
        .doesNotContain("role=\"alert\"");
    Visitor.Answer role = visitor.post(path, "name", "Ada", "role", "queen", "csrf", token);
    assertThat(role.body())
        .containsPattern("role=\"alert\">(?s:<svg.*?</svg>)\\s*<span>[^<]*role")
        .doesNotContain("name-error\">");
    assertThat(visitor.post(path, "name", "Ada L.", "csrf", token).header("Location"))
        .isEqualTo(ORGANIZATION + "?notice=saved");
    assertThat(visitor.get(path).body()).contains("<h1>Ada L.</h1>", "\"member\" selected");
    String nobody = ORGANIZATION + "/members/mem_0000000000000000000000";
    for (String wrong : List.of(nobody, ORGANIZATION + "/members/nonsense")) {
      assertThat(visitor.get(wrong).status()).isEqualTo(404);
      assertThat(visitor.post(wrong, "name", "x", "csrf", token).status()).isEqualTo(404);
      assertThat(visitor.post(wrong + "/remove", "csrf", token).status()).isEqualTo(404);
    }
    assertThat(visitor.post(path + "/remove", "csrf", token).header("Location"))
        .isEqualTo(ORGANIZATION + "?notice=saved");
  }

  @Test
  void onlyAdminsSeeAMember() {
    Member ada = installation.hire("Ada", "member");
    Issue.Claimed hers = installation.createFor(ada, "Hers", "keys:read", "keys:write");
    Visitor herself = new Visitor(server.url()).signIn(hers.secret().reveal());
    Visitor.Answer refused = herself.get(ORGANIZATION + "/members/" + ada.id());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("admin");
  }

  @Test
  void theCheckupNamesTheFirstFewAndCountsTheRest() {
    for (int i = 1; i <= 7; i++) {
      installation.create("Endless " + i, null, "keys:read");
    }
    clock.advance(Duration.ofDays(40));
    visitor.signIn(installation.firstKey().secret().reveal());
    String body = visitor.get(LIST + "/checkup").body();
    List<String> concerns = all(body, "<li class=\"concern (.*?</ul>)");
    String unused =
        concerns.stream().filter(one -> one.contains("aria-label=\"Delete: ")).findFirst().get();
    assertThat(unused).startsWith("pending\"").containsPattern("and [23] more");
    assertThat(all(unused, "(aria-label=\"Delete: [^\"]*\")")).hasSize(5);
    assertThat(all(unused, "<h2>([^<]*)</h2>").getFirst()).isNotBlank().doesNotEndWith(".");
    assertThat(all(unused, "<p class=\"hint\">([^<]*)</p>").getFirst()).endsWith(".");
  }

  @Test
  void aConcernOfFewCountsNobody() {
    installation.create("Wide", null, "*", "keys:read", "keys:write");
    assertThat(visitor.get(LIST + "/checkup").body()).doesNotContainPattern("and -?\\d+ more");
  }

  @Test
  void aFileOfUsageTellsOfRefusalsToo() {
    Issue.Claimed key =
        installation.create("CI", clock.instant().plus(Duration.ofHours(1)), "keys:read");
    use(key, 2);
    clock.advance(Duration.ofHours(2));
    assertThat(server.call("GET", "/api/v1/me", key.secret(), null).status()).isEqualTo(401);
    Visitor.Answer csv = visitor.get(LIST + "/" + key.key().key().id() + "/usage.csv");
    assertThat(csv.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"usage-" + key.key().key().id() + ".csv\"");
    List<String> rows = csv.body().lines().toList();
    assertThat(rows.getFirst()).isEqualTo("key,span,start,client,requests,rejected");
    assertThat(rows.subList(1, rows.size()))
        .containsExactlyInAnyOrder(
            "\"CI\",\"day\",\"2026-11-23T00:00:00Z\",\"java\",\"2\",\"0\"",
            "\"CI\",\"day\",\"2026-11-23T00:00:00Z\",\"\",\"0\",\"1\"",
            "\"CI\",\"hour\",\"2026-11-23T12:00:00Z\",\"java\",\"2\",\"0\"",
            "\"CI\",\"hour\",\"2026-11-23T14:00:00Z\",\"\",\"0\",\"1\"");
  }

  @Test
  void whatALimitedKeyCanChooseEndsBeforeIt() {
    Issue.Claimed limited =
        installation.create(
            "Limited", clock.instant().plus(Duration.ofDays(30)), "keys:read", "keys:write");
    Visitor person = new Visitor(server.url()).signIn(limited.secret().reveal());
    String body = person.get(LIST + "/new").body();
    assertThat(all(body, "name=\"expiry\" id=\"[^\"]*\" value=\"([^\"]*)\""))
        .containsExactly("7", "date");
    assertThat(body)
        .contains("value=\"7\" checked", "Expires 2026-11-30 23:59:59 UTC.")
        .contains("It cannot outlive the key you are signed in with (2026-12-23 12:00:00 UTC).");
    assertThat(all(visitor.get(LIST + "/new").body(), "id=\"expiry-[^\"]*\" value=\"([^\"]*)\""))
        .containsExactly("7", "30", "90", "365", "date", "never");
    assertThat(visitor.get(LIST + "/new").body()).contains("value=\"never\" checked");
  }
}
