package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.web.view.AssetPaths;
import dev.kasava.keys.web.view.KeysView;
import dev.kasava.keys.web.view.ListControls;
import dev.kasava.keys.web.view.Section;
import dev.kasava.keys.web.view.Shell;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands where on the pages, to the letter. */
final class PageDetailsTest {
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

  private static String path(Issue issue, String action) {
    return LIST + "/" + issue.key().key().id() + "/" + action;
  }

  /** The row of one key. */
  private String row(Issue issue) {
    KeyId id = issue.key().key().id();
    Matcher row =
        Pattern.compile("<tr role=\"row\" data-key=\"" + id + "\">(.*?)</tr>", Pattern.DOTALL)
            .matcher(visitor.get(LIST).body());
    assertThat(row.find()).isTrue();
    return row.group(1);
  }

  private void askAnew(Issue issue) {
    done(
        installation
            .get()
            .verbs()
            .regenerate()
            .regenerate(
                installation.firstCaller(),
                issue.key().key().id(),
                new RegenerateKey.Request(3600, false, null, false, false)));
  }

  @Test
  void aStatusIsAWordAndAStyle() {
    Issue lasting = installation.create("Lasting", null, "keys:read");
    Issue ending =
        installation.create("Ending", clock.instant().plus(Duration.ofDays(3)), "keys:read");
    Issue ended =
        installation.create("Ended", clock.instant().plus(Duration.ofMinutes(1)), "keys:read");
    Issue waiting = installation.ask("Waiting", "keys:read");
    clock.advance(Duration.ofMinutes(2));
    assertBadge(lasting, "active", "Active");
    assertBadge(ending, "soon", "Expiring soon");
    assertBadge(ended, "expired", "Expired");
    assertBadge(waiting, "pending", "Pending");
  }

  private void assertBadge(Issue key, String style, String label) {
    assertThat(row(key))
        .containsPattern(
            Pattern.compile(
                "<span class=\"badge " + style + "\"><svg.*?</svg>\\s*" + label + "</span>",
                Pattern.DOTALL));
  }

  @Test
  void theMenuOffersWhatCanBeDone() {
    Issue lasting = installation.create("Lasting", null, "keys:read");
    Issue ended =
        installation.create("Ended", clock.instant().plus(Duration.ofMinutes(1)), "keys:read");
    Issue waiting = installation.ask("Waiting", "keys:read");
    Issue replaced = installation.create("Replaced", null, "keys:read");
    askAnew(replaced);
    clock.advance(Duration.ofMinutes(2));
    assertThat(row(lasting))
        .contains("Rename or change expiry…", "Regenerate…", "Delete…")
        .doesNotContain("Claim…");
    assertThat(row(ended)).contains(">Rename…<", "Regenerate…");
    assertThat(row(waiting)).contains("Claim…").doesNotContain("Regenerate…");
    assertThat(row(replaced)).contains("Claim…", "Regenerate…");
  }

  @Test
  void whereThePersonIsStandsInTheLinks() {
    assertThat(visitor.get("/settings/organization").body())
        .contains("<a href=\"/settings/organization\" aria-current=\"page\">Organization</a>")
        .contains("<a href=\"/settings/general\">General</a>")
        .contains("<a href=\"/settings/api-keys\">API Keys</a>");
    assertThat(visitor.get(LIST + "?status=active").body())
        .contains("aria-current=\"true\">Active</a>")
        .containsPattern("<a href=\"[^\"]*\">Expired</a>")
        .containsOnlyOnce("aria-current=\"true\"");
  }

  @Test
  void nothingFoundIsNotNothingThere() {
    assertThat(visitor.get(LIST + "?status=expired").body())
        .contains("No key found", "No key has this status.")
        .doesNotContain("No API keys yet");
    assertThat(visitor.get(LIST + "?q=zebra").body())
        .contains("No key found", "No name has words that begin with “zebra”.")
        .doesNotContain("No API keys yet");
  }

  @Test
  void aListOfNoKeysSaysHowToBegin() {
    assertThat(keys("", true).blank()).isTrue();
    assertThat(keys("", true).createLabel()).isEqualTo("Create API Key");
    assertThat(keys("", false).blank()).isFalse();
    assertThat(keys("x", true).blank()).isFalse();
    assertThat(keys("x", true).createLabel()).isEqualTo("Create New API Key");
  }

  private static KeysView keys(String search, boolean first) {
    ListControls controls = new ListControls(search, "", "newest", List.of(), List.of(), List.of());
    Shell shell =
        new Shell("API Keys", Section.API_KEYS, "", "", "", null, new AssetPaths("", "", ""));
    return new KeysView(shell, List.of(), controls, "1", first, LIST, null, true);
  }

  @Test
  void aFaultStandsWhereItBelongs() {
    Issue key = installation.create("CI", null, "keys:read");
    assertThat(visitor.submit(path(key, "edit"), "name", " ", "expires", "").body())
        .contains("id=\"name-error\">A key needs a name")
        .contains("aria-invalid=\"true\"")
        .doesNotContain("role=\"alert\"");
    assertThat(visitor.submit(LIST + "/new", "name", " ", "expires", "").body())
        .contains("id=\"name-error\">A key needs a name")
        .doesNotContain("role=\"alert\"");
    assertThat(visitor.submit(LIST + "/new", "name", "x", "expires", "2020-01-01").body())
        .contains("id=\"expires-error\">The expiry has to lie in the future.")
        .doesNotContain("role=\"alert\"", "name-error\">");
  }

  @Test
  void aFaultOfNoFieldStandsOverTheForm() {
    Issue.Claimed narrow =
        installation.create(
            "Narrow", clock.instant().plus(Duration.ofDays(30)), "keys:read", "keys:write");
    Issue own = installation.create("Own", clock.instant().plus(Duration.ofDays(9)), "keys:read");
    Visitor person = new Visitor(server.url()).signIn(narrow.secret().reveal());
    Visitor.Answer wide =
        person.submit(LIST + "/new", "name", "x", "scope", "keys:verify", "expires", "2026-12-01");
    assertThat(wide.body())
        .containsPattern(alert("[^<]*keys:verify[^<]*"))
        .doesNotContain("name-error\">", "expires-error\">");
    Visitor.Answer lasting =
        person.submit(path(own, "edit"), "name", "Own", "expires", "2030-01-01");
    assertThat(lasting.status()).isEqualTo(403);
    assertThat(lasting.body()).containsPattern(alert("[^<]*expires? [^<]*"));
  }

  private static Pattern alert(String message) {
    return Pattern.compile(
        "role=\"alert\"><svg.*?</svg>\\s*<span>" + message + "</span>", Pattern.DOTALL);
  }

  @Test
  void onlyTheChoiceOfADayHasADay() {
    assertThat(visitor.get(LIST + "/new").body())
        .containsOnlyOnce("name=\"expires\"")
        .containsOnlyOnce("data-result=\"day\"");
  }

  @Test
  void aSpanWithoutRequestsHasNoPicture() {
    Issue.Claimed key = installation.create("CI", null, "keys:read");
    server.call("GET", "/api/v1/me", key.secret(), null);
    assertThat(visitor.get(path(key, "usage")).body())
        .contains("<svg viewBox", "class=\"legend\"")
        .doesNotContain("No requests in");
    clock.advance(Duration.ofDays(3));
    visitor.signIn(installation.firstKey().secret().reveal());
    assertThat(visitor.get(path(key, "usage")).body())
        .contains("<svg viewBox", "No requests in")
        .doesNotContain("No requests yet");
  }

  @Test
  void aMemberIsShownByAnInitial() {
    installation.hire("Ada Lovelace", "member");
    assertThat(visitor.get("/settings/organization").body())
        .contains("<span class=\"avatar\" aria-hidden=\"true\">A</span><span>");
  }
}
