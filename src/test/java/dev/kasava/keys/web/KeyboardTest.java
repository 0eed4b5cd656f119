package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every flow by somebody who has no pointer. */
final class KeyboardTest {
  @TempDir private Path folder;
  private BusyHouse house;
  private Browser browser;
  private Person person;
  private Page page;

  @BeforeEach
  void start() {
    browser = Browser.launch();
    house = BusyHouse.in(folder);
    person = Person.at(browser, house.server());
    page = person.page();
    page.navigate(house.server().url());
    assertThat(page.getByLabel("API key")).isFocused();
    page.keyboard().insertText(house.secret());
    person.press("Enter");
    assertThat(page.locator("table.keys")).isVisible();
  }

  @AfterEach
  void stop() {
    browser.close();
    house.close();
  }

  private void follow(String link) {
    person.tabTo(page.getByRole(AriaRole.LINK, Person.named(link)));
    person.press("Enter");
    assertThat(person.dialog()).isVisible();
  }

  private Locator summary(String key) {
    return person.row(key).locator("summary");
  }

  /** Opens the menu with an arrow and goes down to an entry. */
  private void choose(String key, String action) {
    person.tabTo(summary(key));
    Locator entry = person.row(key).getByRole(AriaRole.LINK, Person.called(action));
    for (int i = 0; i < 6; i++) {
      person.press("ArrowDown");
      if (Boolean.TRUE.equals(entry.evaluate("it => it === document.activeElement"))) {
        break;
      }
    }
    assertThat(entry).isFocused();
    person.press("Enter");
    assertThat(person.dialog()).isVisible();
  }

  private Locator button(String name) {
    return person.dialog().getByRole(AriaRole.BUTTON, Person.called(name));
  }

  @Test
  void skipsToTheContent() {
    page.reload();
    person.press("Tab");
    assertThat(page.getByText("Skip to the content")).isFocused();
    person.press("Enter");
    assertThat(page.locator("main")).isFocused();
  }

  @Test
  void createsAKeyAndReadsASnippet() {
    follow("Create New API Key");
    assertThat(page.locator("#name")).isFocused();
    page.keyboard().type("By keyboard");
    person.tabTo(page.locator("#expiry-never"));
    person.press("ArrowLeft", "ArrowLeft");
    assertThat(page.locator("#expiry-365")).isChecked();
    person.tabTo(page.locator("[name=access][value=read]"));
    person.press("ArrowDown");
    person.tabTo(button("Create API Key"));
    person.press("Enter");
    person.copyFromDialog();
    person.tabTo(page.locator("#program-shell"));
    person.press("ArrowRight");
    assertThat(person.dialog().getByText("curl -H")).isVisible();
    person.press("Escape");
    assertThat(person.dialog()).hasCount(0);
    assertThat(person.row("By keyboard")).isVisible();
    assertThat(page.getByRole(AriaRole.LINK, Person.named("Create New API Key"))).isFocused();
  }

  @Test
  void movesInTheMenuAndOutAgain() {
    choose("Production Server", "View Usage");
    person.tabTo(page.locator("#chart-days"));
    person.press("ArrowRight");
    assertThat(page.locator("#chart-hours")).isChecked();
    person.press("Escape");
    assertThat(summary("Production Server")).isFocused();
    person.press("ArrowUp");
    assertThat(person.row("Production Server").getByText("Delete…")).isFocused();
    person.press("Escape");
    assertThat(person.row("Production Server").getByText("Delete…")).isHidden();
    assertThat(summary("Production Server")).isFocused();
  }

  @Test
  void renamesAKey() {
    choose("Local Development", "Rename or change expiry…");
    assertThat(page.locator("#name")).isFocused();
    page.keyboard().type(" again");
    person.press("Enter");
    assertThat(person.notice()).containsText("The changes are saved.");
    assertThat(person.row("Local Development again")).isVisible();
  }

  @Test
  void regeneratesAKey() {
    choose("Production Server", "Regenerate…");
    assertThat(person.dialog().getByText("Cancel")).isFocused();
    person.press("Shift+Tab", "Shift+Tab");
    person.press("ArrowDown", "ArrowDown");
    person.tabTo(button("Regenerate"));
    person.press("Enter");
    person.copyFromDialog();
    person.tabTo(person.dialog().getByText("Done"));
    person.press("Enter");
    assertThat(person.dialog()).hasCount(0);
  }

  @Test
  void claimsAndRefusesAKey() {
    choose("Claude Code", "Claim…");
    person.tabTo(button("Claim"));
    person.press("Enter");
    person.copyFromDialog();
    person.press("Escape");
    house.ask("Unexpected");
    assertThat(person.row("Unexpected")).isVisible();
    choose("Unexpected", "Claim…");
    person.tabTo(button("Refuse"));
    person.press("Enter");
    assertThat(person.notice()).containsText("Refused.");
  }

  @Test
  void deletesAKeyOnlyAfterTheSafeChoice() {
    choose("Production Server", "Delete…");
    assertThat(person.dialog().getByText("Cancel")).isFocused();
    person.press("Enter");
    assertThat(person.dialog()).hasCount(0);
    choose("Production Server", "Delete…");
    person.tabTo(page.locator("#confirm"));
    page.keyboard().type("Production Server");
    person.tabTo(button("Delete key"));
    person.press("Enter");
    assertThat(person.notice()).containsText("The key is deleted.");
  }

  @Test
  void checksAndConnects() {
    follow("Checkup");
    Locator remedy =
        person.dialog().getByRole(AriaRole.LINK, Person.called("Regenerate: Quarterly report"));
    person.tabTo(remedy);
    person.press("Enter");
    assertThat(person.dialog()).containsText("The key has expired.");
    person.press("Escape");
    assertThat(page.getByRole(AriaRole.LINK, Person.named("Checkup"))).isFocused();
    follow("Connect a client");
    person.tabTo(page.locator("#connect-claude-code"));
    person.press("ArrowRight", "ArrowRight");
    assertThat(person.dialog().getByText("kasava connect cursor")).isVisible();
  }

  @Test
  void filtersSortsAndSignsOut() {
    person.tabTo(page.getByRole(AriaRole.LINK, Person.named("Expired")));
    person.press("Enter");
    assertThat(page.locator("[data-key]")).hasCount(1);
    person.tabTo(page.getByRole(AriaRole.LINK, Person.named("Expires")));
    person.press("Enter");
    assertThat(page.locator("[aria-sort=ascending]")).containsText("Expires");
    person.tabTo(page.getByRole(AriaRole.BUTTON, Person.named("Sign out")));
    person.press("Enter");
    assertThat(page.getByText("You are signed out.")).isVisible();
  }
}
