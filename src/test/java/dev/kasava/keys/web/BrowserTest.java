package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a real browser, on a real server. */
final class BrowserTest {
  private static Browser browser;

  @TempDir private Path folder;
  private TestServer server;
  private TestInstallation installation;
  private BrowserContext profile;
  private Page page;
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void launch() {
    browser = Browser.launch();
  }

  @AfterAll
  static void quit() {
    browser.close();
  }

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    installation = server.installation();
    profile = browser.profile();
    profile.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page = profile.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(this::assertOurs);
  }

  @AfterEach
  void stop() {
    profile.close();
    server.close();
  }

  private void assertOurs(Request request) {
    if (!request.url().startsWith(server.url() + "/")) {
      complaints.add("a request to " + request.url());
    }
  }

  private void signIn() {
    page.navigate(server.url());
    page.getByLabel("API key").fill(installation.firstKey().secret().reveal());
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("API Keys")))
        .isVisible();
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  private static Locator.GetByRoleOptions called(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  private Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  private Locator row(String name) {
    return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(name));
  }

  private void choose(String key, String action) {
    row(key).locator("summary").click();
    row(key).getByRole(AriaRole.LINK, called(action)).click();
  }

  private String clipboard() {
    return (String) page.evaluate("() => navigator.clipboard.readText()");
  }

  private boolean isGood(String secret) {
    return installation.get().authenticator().verify(secret, List.of()) instanceof Verdict.Accepted;
  }

  private String copyFromDialog() {
    Locator copy = dialog().getByRole(AriaRole.BUTTON, called("Copy"));
    assertThat(copy).isFocused();
    copy.press("Enter");
    assertThat(dialog().getByText("Copied.")).isVisible();
    return clipboard();
  }

  @Test
  void livesThroughTheWholeLifeOfAKey() {
    signIn();
    page.getByRole(AriaRole.LINK, named("Create New API Key")).click();
    assertThat(dialog().getByLabel("Name")).isFocused();
    dialog().getByLabel("Name").fill("Production Server");
    dialog().getByLabel("Expiration date").fill("2030-06-30");
    dialog().getByRole(AriaRole.BUTTON, called("Create API Key")).click();
    String secret = copyFromDialog();
    assertThat(isGood(secret)).isTrue();

    dialog().getByRole(AriaRole.LINK, called("Done")).click();
    assertThat(row("Production Server")).containsText("2030-06-30");
    assertThat(row("Production Server")).containsText("Active");
    assertThat(page.content()).doesNotContain(secret);

    choose("Production Server", "View Usage");
    assertThat(dialog()).containsText("No requests yet");
    dialog().getByRole(AriaRole.LINK, called("Close")).last().click();
    assertThat(server.send("GET", "/api/v1/me", null, "X-API-Key", secret).status()).isEqualTo(200);
    choose("Production Server", "View Usage");
    assertThat(dialog().locator("[data-figure=total]")).hasText("1");
    page.keyboard().press("Escape");
    assertThat(dialog()).hasCount(0);
    assertThat(row("Production Server").locator("summary")).isFocused();

    choose("Production Server", "Regenerate…");
    dialog().getByLabel("24 hours").check();
    dialog().getByRole(AriaRole.BUTTON, called("Regenerate")).click();
    String next = copyFromDialog();
    assertThat(isGood(secret)).isTrue();
    assertThat(isGood(next)).isTrue();
    dialog().getByRole(AriaRole.LINK, called("Done")).click();

    choose("Production Server", "Delete…");
    assertThat(dialog().getByRole(AriaRole.LINK, called("Cancel"))).isFocused();
    assertThat(dialog()).containsText("1 request");
    dialog().getByRole(AriaRole.BUTTON, called("Delete key")).click();
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("The key is deleted.");
    assertThat(row("Production Server")).hasCount(0);
    assertThat(isGood(secret)).isFalse();
    assertThat(isGood(next)).isFalse();
    assertThat(complaints).isEmpty();
  }

  @Test
  void claimsFromALinkOfAnotherSite() {
    signIn();
    KeyId id = ask("Claude Code");
    String claim = server.url() + "/settings/api-keys/" + id + "/claim";
    page.route(
        "http://elsewhere.example/**",
        route ->
            route.fulfill(
                new com.microsoft.playwright.Route.FulfillOptions()
                    .setContentType("text/html")
                    .setBody("<a href=\"" + claim + "\">Claim</a>")));
    page.navigate("http://elsewhere.example/chat");
    page.getByText("Claim").click();
    assertThat(page.getByRole(AriaRole.HEADING, named("Claim a new key"))).isVisible();
    assertThat(page.locator("main")).containsText("curl");

    page.getByRole(AriaRole.BUTTON, named("Claim")).click();
    Locator shown = page.locator("[data-secret-text]");
    assertThat(shown).isHidden();
    page.getByText("Show the key").click();
    assertThat(shown).isVisible();
    String secret = shown.textContent();
    assertThat(isGood(secret)).isTrue();
    page.getByRole(AriaRole.BUTTON, named("Copy")).click();
    assertThat(page.getByText("Copied.")).isVisible();
    assertThat(clipboard()).isEqualTo(secret);

    page.getByRole(AriaRole.LINK, named("Done")).click();
    assertThat(row("Claude Code")).containsText("Active");
    complaints.removeIf(complaint -> complaint.contains("elsewhere.example"));
    assertThat(complaints).isEmpty();
    page.goBack();
    assertThat(page.content()).doesNotContain(secret);
  }

  private KeyId ask(String name) {
    Issue issue =
        done(
            installation
                .get()
                .verbs()
                .create()
                .create(
                    installation.firstCaller(),
                    new CreateKey.Request(name, null, List.of("keys:read"), false)));
    return issue.key().key().id();
  }

  @Test
  void asksOnceBeforeASecretIsLost() {
    signIn();
    page.getByRole(AriaRole.LINK, named("Create New API Key")).click();
    dialog().getByLabel("Name").fill("Hasty");
    page.keyboard().press("Enter");
    assertThat(dialog()).containsText("Save your key");
    dialog().getByRole(AriaRole.LINK, called("Done")).click();
    assertThat(dialog()).containsText("You have not copied the key");
    dialog().getByRole(AriaRole.LINK, called("Done")).click();
    assertThat(dialog()).hasCount(0);
    assertThat(row("Hasty")).isVisible();
  }

  @Test
  void keepsWhatWasEnteredWhenSomethingIsWrong() {
    signIn();
    page.getByRole(AriaRole.LINK, named("Create New API Key")).click();
    dialog().getByLabel("Name").fill("First key");
    dialog().getByLabel("Expiration date").fill("2030-06-30");
    page.keyboard().press("Enter");
    assertThat(dialog()).containsText("You already have a key named");
    assertThat(dialog().getByLabel("Name")).isFocused();
    assertThat(dialog().getByLabel("Expiration date")).hasValue("2030-06-30");
  }

  @Test
  void goesToSignInWhenTheSessionEndedUnderAnOpenDialog() {
    signIn();
    page.getByRole(AriaRole.LINK, named("Create New API Key")).click();
    dialog().getByLabel("Name").fill("Too late");
    profile.clearCookies();
    page.keyboard().press("Enter");
    assertThat(page.getByText("nothing was changed")).isVisible();
    assertThat(page.getByLabel("API key")).isVisible();
  }

  @Test
  void worksByKeyboardAlone() {
    signIn();
    row("First key").locator("summary").focus();
    page.keyboard().press("ArrowDown");
    assertThat(row("First key").getByText("View Usage")).isFocused();
    page.keyboard().press("Escape");
    assertThat(row("First key").getByText("View Usage")).isHidden();
    assertThat(row("First key").locator("summary")).isFocused();
    page.keyboard().press("ArrowDown");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    assertThat(dialog().getByLabel("Name")).isFocused();
    page.keyboard().type(" again");
    page.keyboard().press("Enter");
    assertThat(page.getByRole(AriaRole.STATUS)).containsText("The changes are saved.");
  }

  @Test
  void everythingWorksWithoutScripts() {
    try (BrowserContext plain =
        browser.profile(
            new com.microsoft.playwright.Browser.NewContextOptions().setJavaScriptEnabled(false))) {
      page = plain.newPage();
      signIn();
      page.getByRole(AriaRole.LINK, named("Create New API Key")).click();
      page.getByLabel("Name").fill("Scriptless");
      page.getByRole(AriaRole.BUTTON, named("Create API Key")).click();
      page.getByText("Show the key").click();
      assertThat(isGood(page.locator("[data-secret-text]").textContent())).isTrue();
      page.getByRole(AriaRole.LINK, named("Done")).click();
      choose("Scriptless", "Delete…");
      page.getByRole(AriaRole.BUTTON, named("Delete key")).click();
      assertThat(page.getByText("The key is deleted.")).isVisible();
      page.getByRole(AriaRole.BUTTON, named("Sign out")).click();
      assertThat(page.getByText("You are signed out.")).isVisible();
    }
  }

  @Test
  void neverScrollsSideways() {
    Instant soon = Instant.now().plus(Duration.ofDays(3));
    Issue.Claimed key =
        installation.create("A key with quite a long name, as people give them", soon, "keys:read");
    server.call("GET", "/api/v1/me", key.secret(), null);
    installation.create("x".repeat(100), null, "keys:read");
    signIn();
    for (int width : List.of(320, 480, 768, 865, 1000, 1153, 1440)) {
      page.setViewportSize(width, 640);
      for (String path :
          List.of("/settings/api-keys", "/settings/api-keys/new", "/settings/general")) {
        page.navigate(server.url() + path);
        assertThat(page.evaluate("() => document.documentElement.scrollWidth"))
            .as("%s at %d pixels", path, width)
            .isEqualTo(width);
      }
    }
  }
}
