package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An open page shows what others do, without being loaded again. */
final class LivePageTest {
  @TempDir private Path folder;
  private TestServer server;
  private Browser browser;
  private Person person;

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    browser = Browser.launch();
    person = Person.at(browser, server).signIn();
    // Gone if the page is ever loaded again.
    person.page().evaluate("() => { window.sameVisit = true; }");
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
  }

  private boolean isSameVisit() {
    return Boolean.TRUE.equals(person.page().evaluate("() => window.sameVisit === true"));
  }

  private TestServer.Answer mcp(String method, Map<String, ?> params, String session) {
    return server.send(
        "POST",
        "/mcp",
        new Json().text(Map.of("jsonrpc", "2.0", "id", 1, "method", method, "params", params)),
        "Authorization",
        "Bearer " + server.installation().firstKey().secret().reveal(),
        "Accept",
        "application/json, text/event-stream",
        "Mcp-Session-Id",
        session);
  }

  private void createOverMcp(String name) {
    String session =
        mcp(
                "initialize",
                Map.of(
                    "protocolVersion",
                    "2025-11-25",
                    "capabilities",
                    Map.of(),
                    "clientInfo",
                    Map.of("name", "claude-code", "version", "2")),
                "none")
            .header("Mcp-Session-Id");
    TestServer.Answer created =
        mcp(
            "tools/call",
            Map.of(
                "name",
                "create_api_key",
                "arguments",
                Map.of("name", name, "scopes", List.of("keys:read"))),
            session);
    assertThat(created.body()).contains("claimUrl");
  }

  @Test
  void aKeyThatAnAssistantCreatesAppearsIsClaimedAndUsed() {
    createOverMcp("Claude Code");
    assertThat(person.row("Claude Code")).containsText("Pending");
    assertThat(person.page().locator("[data-news]")).containsText("Claude Code");

    person.choose("Claude Code", "Claim…");
    assertThat(person.dialog()).containsText("Claude Code");
    person.dialog().getByRole(AriaRole.BUTTON, Person.called("Claim")).click();
    String secret = person.copyFromDialog();
    Locator firstUse = person.dialog().locator("[data-first-use]");
    assertThat(firstUse).containsText("Waiting for the first request");
    assertThat(server.send("GET", "/api/v1/me", null, "X-API-Key", secret).status()).isEqualTo(200);
    assertThat(firstUse).containsText("It works: used just now");
    assertThat(firstUse).hasClass(Pattern.compile("seen"));

    person.dialog().getByRole(AriaRole.LINK, Person.called("Done")).click();
    assertThat(person.row("Claude Code")).containsText("Active");
    assertThat(person.row("Claude Code")).containsText("just now");
    assertThat(isSameVisit()).isTrue();
    assertThat(person.complaints()).isEmpty();
  }

  @Test
  void followsChangesAndDeletionsAndKeepsTheFocus() {
    Issue.Claimed one = server.installation().create("One", null, "keys:read");
    Issue.Claimed two = server.installation().create("Two", null, "keys:read");
    assertThat(person.row("Two")).isVisible();
    person.row("One").locator("summary").focus();
    server.call("PATCH", "/api/v1/keys/" + one.key().key().id(), Map.of("name", "Uno"));
    assertThat(person.row("Uno")).isVisible();
    assertThat(person.row("Uno").locator("summary")).isFocused();
    server.call("DELETE", "/api/v1/keys/" + two.key().key().id(), null);
    assertThat(person.row("Two")).hasCount(0);
    assertThat(isSameVisit()).isTrue();
  }

  @Test
  void waitsWhileAMenuIsOpen() {
    person.row("First key").locator("summary").click();
    server.installation().create("Meanwhile", null, "keys:read");
    server.installation().create("And again", null, "keys:read");
    person
        .page()
        .waitForResponse(
            "**/settings/api-keys/checkup",
            () -> {
              // Something that takes a while, in which the change is told of.
              person.page().evaluate("() => fetch('/settings/api-keys/checkup')");
            });
    assertThat(person.row("First key").getByText("View Usage")).isVisible();
    person.press("Escape");
    assertThat(person.row("And again")).isVisible();
  }

  @Test
  void aMenuStaysOpenThatWasOpenedWhileTheListWasOnItsWay() {
    Locator menu = person.row("First key").locator("summary");
    person
        .page()
        .route(
            "**/settings/api-keys",
            route -> {
              menu.click();
              route.resume();
            });
    person
        .page()
        .waitForResponse(
            "**/settings/api-keys",
            () -> server.installation().create("Meanwhile", null, "keys:read"));
    person.page().evaluate("() => fetch('/settings/api-keys/checkup')");
    assertThat(person.row("First key").getByText("View Usage")).isVisible();
    person.page().unroute("**/settings/api-keys");
    person.press("Escape");
    assertThat(person.row("Meanwhile")).isVisible();
  }

  @Test
  void searchesWhileSomebodyTypes() {
    server.installation().create("Production Server", null, "keys:read");
    server.installation().create("Local Development", null, "keys:read");
    person.page().getByLabel("Search keys by name").pressSequentially("prod");
    assertThat(person.page().locator("[data-key]")).hasCount(1);
    assertThat(person.row("Production Server")).isVisible();
    assertThat(person.page()).hasURL(Pattern.compile("q=prod"));
    assertThat(isSameVisit()).isTrue();
    person.page().getByLabel("Search keys by name").fill("");
    assertThat(person.page().locator("[data-key]")).hasCount(3);
  }

  @Test
  void showsTimesWhereTheBrowserIs() {
    Secret key = server.installation().create("Used", null, "keys:read").secret();
    server.call("GET", "/api/v1/me", key, null);
    Person away =
        Person.at(
            browser,
            server,
            new com.microsoft.playwright.Browser.NewContextOptions().setTimezoneId("Asia/Tokyo"));
    away.signIn();
    Locator used = away.row("Used").locator(".told a");
    assertThat(away.row("Used").getByRole(AriaRole.TOOLTIP)).isHidden();
    used.focus();
    assertThat(away.row("Used").getByRole(AriaRole.TOOLTIP)).containsText("Asia/Tokyo, by");
    away.press("Escape");
    assertThat(away.row("Used").locator(".tooltip")).isHidden();
    used.click();
    assertThat(away.dialog()).containsText("Days are counted in Asia/Tokyo");
  }

  @Test
  void saysSoWhenTheServerIsAwayAndGoesOnWhenItIsBack() {
    server.goDown();
    assertThat(person.page().locator("[data-offline-note]")).isVisible();
    server.comeBack();
    assertThat(person.page().locator("[data-offline-note]")).isHidden();
    server.installation().create("Afterwards", null, "keys:read");
    assertThat(person.row("Afterwards")).isVisible();
    assertThat(isSameVisit()).isTrue();
  }
}
