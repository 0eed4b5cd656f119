package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes wrong around a person: ended sessions, other tabs, other people, lost servers. */
final class TroubleTest {
  @TempDir private Path folder;
  private TestServer server;
  private Browser browser;
  private Person person;

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    browser = Browser.launch();
    server.installation().create("Target", null, "keys:read");
    person = Person.at(browser, server).signIn();
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
  }

  private KeyId target() {
    String id = person.row("Target").getAttribute("data-key");
    return KeyId.parse(id == null ? "" : id).orElseThrow();
  }

  private Locator button(String name) {
    return person.dialog().getByRole(AriaRole.BUTTON, Person.called(name));
  }

  private void enterForm(String flow) {
    if (flow.equals("Create")) {
      person.open("Create New API Key");
      person.dialog().locator("#name").fill("Created");
    } else {
      person.choose("Target", flow);
    }
    assertThat(person.dialog().locator("[data-panel]")).isVisible();
  }

  @ParameterizedTest
  @CsvSource({
    "Create, Create API Key",
    "Rename or change expiry…, Save changes",
    "Regenerate…, Regenerate",
    "Delete…, Delete key"
  })
  void aSessionThatEndsUnderAFormChangesNothing(String flow, String submit) {
    enterForm(flow);
    person.profile().clearCookies();
    button(submit).click();
    assertThat(person.page().getByText("nothing was changed")).isVisible();
    person.page().getByLabel("API key").fill(server.installation().firstKey().secret().reveal());
    person.press("Enter");
    // Back at the same form, if it has an address of its own.
    assertThat(person.page().getByRole(AriaRole.BUTTON, Person.named("Sign out"))).isVisible();
    person.page().navigate(server.url() + "/settings/api-keys");
    assertThat(person.row("Target")).containsText("Active");
    assertThat(person.page().locator("[data-key]")).hasCount(2);
  }

  @ParameterizedTest
  @CsvSource({
    "View Usage, ''",
    "Rename or change expiry…, Save changes",
    "Regenerate…, Regenerate",
    "Delete…, Delete key"
  })
  void aKeyThatSomebodyElseDeletedIsSaidToBeGone(String flow, String submit) {
    KeyId id = target();
    if (submit.isEmpty()) {
      person.row("Target").locator("summary").click();
    } else {
      enterForm(flow);
    }
    server.call("DELETE", "/api/v1/keys/" + id, null);
    if (submit.isEmpty()) {
      person.row("Target").getByRole(AriaRole.LINK, Person.called(flow)).click();
    } else {
      button(submit).click();
    }
    assertThat(person.dialog()).containsText("Not found");
    person.dialog().getByRole(AriaRole.LINK).last().click();
    assertThat(person.row("Target")).hasCount(0);
  }

  @Test
  void aClaimMadeInAnotherTabIsNotMadeAgain() {
    KeyId id = server.installation().ask("Claude Code", "keys:read").key().key().id();
    person.choose("Claude Code", "Claim…");
    Page other = person.profile().newPage();
    other.navigate(server.url() + "/settings/api-keys/" + id + "/claim");
    other.getByRole(AriaRole.BUTTON, Person.named("Claim")).click();
    String secret = other.locator("[data-secret-text]").textContent();
    button("Claim").click();
    assertThat(person.dialog()).containsText("Nothing to claim");
    assertThat(isGood(secret)).isTrue();
  }

  @Test
  void aRegenerationMadeInAnotherTabIsNotEndedByAnOlderForm() {
    person.choose("Target", "Regenerate…");
    Page other = person.profile().newPage();
    other.navigate(server.url() + "/settings/api-keys/" + target() + "/regenerate");
    other.getByRole(AriaRole.BUTTON, Person.named("Regenerate")).click();
    String secret = other.locator("[data-secret-text]").textContent();
    button("Regenerate").click();
    assertThat(person.dialog()).containsText("has been regenerated since");
    assertThat(isGood(secret)).isTrue();
  }

  @Test
  void aDoubleClickCreatesOneKey() {
    enterForm("Create");
    button("Create API Key").dblclick();
    assertThat(person.dialog().locator("[data-secret]")).isVisible();
    person.copyFromDialog();
    person.press("Escape");
    assertThat(person.page().locator("[data-key]")).hasCount(3);
  }

  @ParameterizedTest
  @CsvSource({
    "Create, Create API Key",
    "Rename or change expiry…, Save changes",
    "Regenerate…, Regenerate",
    "Delete…, Delete key"
  })
  void aServerThatIsAwayLosesNothingOfAForm(String flow, String submit) {
    enterForm(flow);
    server.goDown();
    button(submit).click();
    assertThat(person.dialog()).containsText("The server cannot be reached");
    if (flow.equals("Create")) {
      assertThat(person.dialog().locator("#name")).hasValue("Created");
    }
    server.comeBack();
    button(submit).click();
    switch (flow) {
      case "Create", "Regenerate…" -> assertThat(isGood(person.copyFromDialog())).isTrue();
      case "Delete…" -> assertThat(person.row("Target")).hasCount(0);
      default -> assertThat(person.notice()).isVisible();
    }
  }

  @Test
  void aSessionThatEndsUnderAClaimLeavesTheKeyToBeClaimed() {
    KeyId id = server.installation().ask("Claude Code", "keys:read").key().key().id();
    person.choose("Claude Code", "Claim…");
    person.profile().clearCookies();
    button("Claim").click();
    assertThat(person.page().getByText("nothing was changed")).isVisible();
    person.page().getByLabel("API key").fill(server.installation().firstKey().secret().reveal());
    person.press("Enter");
    assertThat(person.page().getByRole(AriaRole.HEADING, Person.named("Claim a new key")))
        .isVisible();
    assertThat(person.page().url()).endsWith(id + "/claim");
  }

  @Test
  void aClaimOfAKeyThatSomebodyElseDeletedSaysSo() {
    KeyId id = server.installation().ask("Claude Code", "keys:read").key().key().id();
    person.choose("Claude Code", "Claim…");
    server.call("DELETE", "/api/v1/keys/" + id, null);
    button("Claim").click();
    assertThat(person.dialog()).containsText("Not found");
  }

  @Test
  void aNameGivenInAnotherTabIsNotTurnedBackByAnOlderForm() {
    person.choose("Target", "Rename or change expiry…");
    Page other = person.profile().newPage();
    other.navigate(server.url() + "/settings/api-keys/" + target() + "/edit");
    other.locator("#name").fill("Renamed");
    other.getByRole(AriaRole.BUTTON, Person.named("Save changes")).click();
    assertThat(other.locator("[data-key]").first()).isVisible();
    button("Save changes").click();
    assertThat(person.row("Renamed")).isVisible();
    assertThat(person.row("Target")).hasCount(0);
  }

  @Test
  void aKeyDeletedInAnotherTabIsSaidToBeGone() {
    person.choose("Target", "Delete…");
    Page other = person.profile().newPage();
    other.navigate(server.url() + "/settings/api-keys/" + target() + "/delete");
    other.getByRole(AriaRole.BUTTON, Person.named("Delete key")).click();
    assertThat(other.locator("[data-key]")).hasCount(1);
    button("Delete key").click();
    assertThat(person.dialog()).containsText("Not found");
  }

  @Test
  void aDoubleClickRenamesOnce() {
    person.choose("Target", "Rename or change expiry…");
    person.dialog().locator("#name").fill("Renamed");
    button("Save changes").dblclick();
    assertThat(person.row("Renamed")).isVisible();
    assertThat(person.dialog()).hasCount(0);
  }

  @Test
  void aDoubleClickDeletesOnce() {
    person.choose("Target", "Delete…");
    button("Delete key").dblclick();
    assertThat(person.row("Target")).hasCount(0);
    assertThat(person.dialog()).hasCount(0);
  }

  /** Whoever puts the page into a frame of theirs could have people click what they do not see. */
  @Test
  void thePageOpensInNobodysFrame() {
    Page page = person.profile().newPage();
    page.setContent("<iframe src='" + server.url() + "/settings/api-keys'></iframe>");
    page.waitForCondition(() -> page.frames().size() == 2);
    page.waitForCondition(() -> page.frames().getLast().url().startsWith("chrome-error:"));
  }

  @Test
  void aServerThatIsAwaySaysSoWhereADialogWouldOpen() {
    server.goDown();
    person.choose("Target", "View Usage");
    assertThat(person.dialog()).containsText("The server cannot be reached");
    server.comeBack();
    person.dialog().getByText("Try again", new Locator.GetByTextOptions().setExact(true)).click();
    assertThat(person.dialog()).containsText("No requests yet");
  }

  @Test
  void copyingThatFailsIsSeenAndTheKeySelected() {
    enterForm("Create");
    button("Create API Key").click();
    assertThat(person.dialog().locator("[data-copy]")).isFocused();
    person
        .page()
        .evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }");
    person.press("Enter");
    assertThat(person.dialog()).containsText("Copying failed. The key is selected");
    String selected = (String) person.page().evaluate("() => getSelection().toString()");
    assertThat(isGood(selected)).isTrue();
  }

  private boolean isGood(String secret) {
    return server.installation().get().authenticator().verify(secret, List.of())
        instanceof Verdict.Accepted;
  }
}
