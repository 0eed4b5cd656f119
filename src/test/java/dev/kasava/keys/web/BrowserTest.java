package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
  private Person person;

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
    person = Person.at(browser, server);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private boolean isGood(String secret) {
    return installation.get().authenticator().verify(secret, List.of()) instanceof Verdict.Accepted;
  }

  @Test
  void livesThroughTheWholeLifeOfAKey() {
    person.signIn();
    person.page().getByRole(AriaRole.LINK, Person.named("Create New API Key")).click();
    assertThat(person.dialog().getByLabel("Name")).isFocused();
    person.dialog().getByLabel("Name").fill("Production Server");
    person.pickDay("2030-06-30");
    person.dialog().getByRole(AriaRole.BUTTON, Person.called("Create API Key")).click();
    String secret = person.copyFromDialog();
    assertThat(isGood(secret)).isTrue();

    person.dialog().getByRole(AriaRole.LINK, Person.called("Done")).click();
    assertThat(person.row("Production Server")).containsText("2030-06-30");
    assertThat(person.row("Production Server")).containsText("Active");
    assertThat(person.page().content()).doesNotContain(secret);

    person.choose("Production Server", "View Usage");
    assertThat(person.dialog()).containsText("No requests yet");
    person.dialog().getByRole(AriaRole.LINK, Person.called("Close")).last().click();
    assertThat(server.send("GET", "/api/v1/me", null, "X-API-Key", secret).status()).isEqualTo(200);
    person.choose("Production Server", "View Usage");
    assertThat(person.dialog().locator("[data-figure=total]")).hasText("1");
    person.page().keyboard().press("Escape");
    assertThat(person.dialog()).hasCount(0);
    assertThat(person.row("Production Server").locator("summary")).isFocused();

    person.choose("Production Server", "Regenerate…");
    person.dialog().getByLabel("24 hours").check();
    person.dialog().getByRole(AriaRole.BUTTON, Person.called("Regenerate")).click();
    String next = person.copyFromDialog();
    assertThat(isGood(secret)).isTrue();
    assertThat(isGood(next)).isTrue();
    person.dialog().getByRole(AriaRole.LINK, Person.called("Done")).click();

    person.choose("Production Server", "Delete…");
    assertThat(person.dialog().getByRole(AriaRole.LINK, Person.called("Cancel"))).isFocused();
    assertThat(person.dialog()).containsText("1 request");
    person.dialog().getByLabel("Type Production Server to delete it").fill("Production Server");
    person.dialog().getByRole(AriaRole.BUTTON, Person.called("Delete key")).click();
    assertThat(person.notice()).containsText("The key is deleted.");
    assertThat(person.row("Production Server")).hasCount(0);
    assertThat(isGood(secret)).isFalse();
    assertThat(isGood(next)).isFalse();
    assertThat(person.complaints()).isEmpty();
  }

  @Test
  void deletesWhatAKeyCreatedOnlyWhenItsBoxIsChecked() {
    Issue.Claimed parent = installation.create("Parent", null, "keys:read", "keys:write");
    Issue.Claimed child =
        installation.createWith(parent.secret(), "Child", "keys:read", "keys:write");
    Issue.Claimed deep = installation.createWith(child.secret(), "Deep", "keys:read");
    person.signIn();
    person.choose("Parent", "Delete…");
    assertThat(person.dialog().getByLabel("Also delete the 2 keys that it created"))
        .not()
        .isChecked();
    person.dialog().getByRole(AriaRole.BUTTON, Person.called("Delete key")).click();
    assertThat(person.notice()).containsText("The key is deleted.");
    assertThat(isGood(child.secret().reveal())).isTrue();

    person.choose("Child", "Delete…");
    person.dialog().getByLabel("Also delete the key that it created").check();
    person.dialog().getByRole(AriaRole.BUTTON, Person.called("Delete key")).click();
    assertThat(person.notice()).containsText("The key and those that it created are deleted.");
    assertThat(person.row("Deep")).hasCount(0);
    assertThat(isGood(child.secret().reveal())).isFalse();
    assertThat(isGood(deep.secret().reveal())).isFalse();
    assertThat(person.complaints()).isEmpty();
  }

  @Test
  void claimsFromALinkOfAnotherSite() {
    person.signIn();
    KeyId id = installation.ask("Claude Code", "keys:read").key().key().id();
    String claim = server.url() + "/settings/api-keys/" + id + "/claim";
    person
        .page()
        .route(
            "http://elsewhere.example/**",
            route ->
                route.fulfill(
                    new com.microsoft.playwright.Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody("<a href=\"" + claim + "\">Claim</a>")));
    person.page().navigate("http://elsewhere.example/chat");
    person.page().getByText("Claim").click();
    assertThat(person.page().getByRole(AriaRole.HEADING, Person.named("Claim a new key")))
        .isVisible();
    assertThat(person.page().locator("main")).containsText("curl");

    person.page().getByRole(AriaRole.BUTTON, Person.named("Claim")).click();
    Locator shown = person.page().locator("[data-secret-text]");
    assertThat(shown).isHidden();
    person.page().getByText("Show the key").click();
    assertThat(shown).isVisible();
    String secret = shown.textContent();
    assertThat(isGood(secret)).isTrue();
    person.page().locator("[data-copy]").click();
    assertThat(person.page().getByText("Copied.")).isVisible();
    assertThat(person.clipboard()).isEqualTo(secret);

    person.page().getByRole(AriaRole.LINK, Person.named("Done")).click();
    assertThat(person.row("Claude Code")).containsText("Active");
    person.complaints().removeIf(complaint -> complaint.contains("elsewhere.example"));
    assertThat(person.complaints()).isEmpty();
    person.page().goBack();
    assertThat(person.page().content()).doesNotContain(secret);
  }

  @Test
  void asksOnceBeforeASecretIsLost() {
    person.signIn();
    person.page().getByRole(AriaRole.LINK, Person.named("Create New API Key")).click();
    person.dialog().getByLabel("Name").fill("Hasty");
    person.page().keyboard().press("Enter");
    assertThat(person.dialog()).containsText("Save your key");
    person.dialog().getByRole(AriaRole.LINK, Person.called("Done")).click();
    assertThat(person.dialog()).containsText("You have not copied the key");
    person.dialog().getByRole(AriaRole.LINK, Person.called("Done")).click();
    assertThat(person.dialog()).hasCount(0);
    assertThat(person.row("Hasty")).isVisible();
  }

  @Test
  void keepsWhatWasEnteredWhenSomethingIsWrong() {
    person.signIn();
    person.page().getByRole(AriaRole.LINK, Person.named("Create New API Key")).click();
    person.dialog().getByLabel("Name").fill("First key");
    person.pickDay("2030-06-30");
    person.page().keyboard().press("Enter");
    assertThat(person.dialog()).containsText("You already have a key named");
    assertThat(person.dialog().getByLabel("Name")).isFocused();
    assertThat(person.dialog().getByLabel("Expiration date")).hasValue("2030-06-30");
  }

  @Test
  void goesToSignInWhenTheSessionEndedUnderAnOpenDialog() {
    person.signIn();
    person.page().getByRole(AriaRole.LINK, Person.named("Create New API Key")).click();
    person.dialog().getByLabel("Name").fill("Too late");
    person.profile().clearCookies();
    person.page().keyboard().press("Enter");
    assertThat(person.page().getByText("nothing was changed")).isVisible();
    assertThat(person.page().getByLabel("API key")).isVisible();
  }

  @Test
  void neverScrollsSideways() {
    Instant soon = Instant.now().plus(Duration.ofDays(3));
    Issue.Claimed key =
        installation.create("A key with quite a long name, as people give them", soon, "keys:read");
    server.call("GET", "/api/v1/me", key.secret(), null);
    installation.create("x".repeat(100), null, "keys:read");
    person.signIn();
    for (int width : List.of(320, 480, 768, 961, 1000, 1153, 1281, 1440, 1920, 3840)) {
      person.page().setViewportSize(width, 640);
      for (String path :
          List.of(
              "/settings/api-keys",
              "/settings/api-keys/new",
              "/settings/api-keys/connect",
              "/settings/api-keys/checkup",
              "/settings/general",
              "/settings/organization",
              "/settings/audit")) {
        person.page().navigate(server.url() + path);
        assertThat(person.page().evaluate("() => document.documentElement.scrollWidth"))
            .as("%s at %d pixels", path, width)
            .isEqualTo(width);
      }
    }
  }
}
