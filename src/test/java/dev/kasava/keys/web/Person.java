package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import java.util.ArrayList;
import java.util.List;

/** Somebody at a real browser, on a real server. Whatever goes wrong there is kept. */
final class Person {
  private final TestServer server;
  private final BrowserContext profile;
  private final Page page;
  private final List<String> complaints = new ArrayList<>();

  private Person(Browser browser, TestServer server, NewContextOptions options) {
    this.server = server;
    this.profile = browser.profile(options);
    if (options.javaScriptEnabled == null || options.javaScriptEnabled) {
      profile.grantPermissions(List.of("clipboard-read", "clipboard-write"));
    }
    this.page = profile.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(this::assertOurs);
  }

  static Person at(Browser browser, TestServer server) {
    return at(browser, server, new NewContextOptions());
  }

  static Person at(Browser browser, TestServer server, NewContextOptions options) {
    return new Person(browser, server, options);
  }

  private void assertOurs(Request request) {
    if (!request.url().startsWith(server.url() + "/")) {
      complaints.add("a request to " + request.url());
    }
  }

  Page page() {
    return page;
  }

  BrowserContext profile() {
    return profile;
  }

  /** Errors on the console, and requests to anybody else. */
  List<String> complaints() {
    return complaints;
  }

  Person signIn() {
    return signIn(server.installation().firstKey().secret());
  }

  Person signIn(Secret key) {
    page.navigate(server.url());
    page.getByLabel("API key").fill(key.reveal());
    page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("API Keys")))
        .isVisible();
    return this;
  }

  static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name).setExact(true);
  }

  static Locator.GetByRoleOptions called(String name) {
    return new Locator.GetByRoleOptions().setName(name).setExact(true);
  }

  Locator dialog() {
    return page.getByRole(AriaRole.DIALOG);
  }

  Locator notice() {
    return page.locator("[data-notice]");
  }

  Locator row(String name) {
    return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(name));
  }

  /** Chooses from the menu of a key. */
  void choose(String key, String action) {
    row(key).locator("summary").click();
    row(key).getByRole(AriaRole.LINK, called(action)).click();
  }

  void open(String link) {
    page.getByRole(AriaRole.LINK, named(link)).click();
  }

  void press(String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  /** Presses Tab until this has the focus; fails when it never comes to have it. */
  void tabTo(Locator target) {
    for (int i = 0; i < 60; i++) {
      if (Boolean.TRUE.equals(target.evaluate("it => it === document.activeElement"))) {
        return;
      }
      press("Tab");
    }
    assertThat(target).isFocused();
  }

  void pickDay(String day) {
    dialog().getByText("On a day").click();
    dialog().getByLabel("Expiration date").fill(day);
    assertThat(dialog()).containsText("Expires " + day + " 23:59:59");
  }

  String clipboard() {
    return (String) page.evaluate("() => navigator.clipboard.readText()");
  }

  /** By the button that has the focus when a secret is shown. */
  String copyFromDialog() {
    Locator copy = dialog().locator("[data-copy]");
    assertThat(copy).isFocused();
    copy.press("Enter");
    assertThat(dialog().getByText("Copied.")).isVisible();
    return clipboard();
  }
}
