package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.key.Verdict;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every action in a browser that runs no scripts. */
final class ScriptlessTest {
  @TempDir private Path folder;
  private BusyHouse house;
  private Browser browser;
  private Person person;
  private Page page;

  @BeforeEach
  void start() {
    browser = Browser.launch();
    house = BusyHouse.in(folder);
    person =
        Person.at(browser, house.server(), new NewContextOptions().setJavaScriptEnabled(false));
    page = person.page();
    person.signIn();
  }

  @AfterEach
  void stop() {
    browser.close();
    house.close();
  }

  private boolean isGood(String secret) {
    return house.installation().get().authenticator().verify(secret, List.of())
        instanceof Verdict.Accepted;
  }

  private void button(String name) {
    page.getByRole(AriaRole.BUTTON, Person.named(name)).click();
  }

  private String shown() {
    page.getByText("Show the key").click();
    String secret = page.locator("[data-secret-text]").textContent();
    person.open("Done");
    return secret;
  }

  @Test
  void createsRegeneratesRenamesAndDeletes() {
    person.open("Create New API Key");
    page.locator("#name").fill("Scriptless");
    page.getByText("30 days").first().click();
    page.locator("[name=access][value=manage]").check();
    button("Create API Key");
    String first = shown();
    assertThat(isGood(first)).isTrue();

    person.choose("Scriptless", "Regenerate…");
    page.getByText("On a day").click();
    page.getByLabel("Expiration date").fill("2030-06-30");
    button("Regenerate");
    assertThat(isGood(shown())).isTrue();
    assertThat(isGood(first)).isFalse();
    assertThat(person.row("Scriptless")).containsText("2030-06-30");

    person.choose("Scriptless", "Rename or change expiry…");
    page.locator("#name").fill("Renamed");
    page.getByText("Never", new Page.GetByTextOptions().setExact(true)).click();
    button("Save changes");
    assertThat(person.row("Renamed")).containsText("Never");

    person.choose("Renamed", "Delete…");
    button("Delete key");
    assertThat(page.getByText("The key is deleted.")).isVisible();
    assertThat(person.row("Renamed")).hasCount(0);
  }

  @Test
  void typesTheNameOfAKeyInUseBeforeItIsDeleted() {
    person.choose("Production Server", "Delete…");
    page.getByLabel("Type Production Server to delete it").fill("Production");
    button("Delete key");
    assertThat(page.getByText("This is not the key's name.")).isVisible();
    page.getByLabel("Type Production Server to delete it").fill("Production Server");
    button("Delete key");
    assertThat(page.getByText("The key is deleted.")).isVisible();
  }

  @Test
  void deletesWhatAKeyCreatedWithItWhenItsBoxIsChecked() {
    var installation = house.installation();
    var parent = installation.create("Provisioning", null, "keys:read", "keys:write");
    var child = installation.createWith(parent.secret(), "Provisioned", "keys:read");
    page.reload();
    person.choose("Provisioning", "Delete…");
    assertThat(page.getByText("Provisioned.")).isVisible();
    page.getByLabel("Also delete the key that it created").check();
    button("Delete key");
    assertThat(page.getByText("The key and those that it created are deleted.")).isVisible();
    assertThat(person.row("Provisioned")).hasCount(0);
    assertThat(isGood(child.secret().reveal())).isFalse();
  }

  @Test
  void searchesFiltersAndSorts() {
    page.getByLabel("Search keys by name").fill("prod");
    button("Search");
    assertThat(page.locator("[data-key]")).hasCount(1);
    person.open("Expired");
    assertThat(page.getByText("No key found")).isVisible();
    person.open("Show all keys");
    person.open("Name");
    assertThat(page.locator("[data-key] .name").first()).containsText("Claude Code");
    person.open("Name");
    assertThat(page.locator("[data-key] .name").first()).containsText("Quarterly report");
    assertThat(page.getByRole(AriaRole.COLUMNHEADER, Person.named("Name")))
        .hasAttribute("aria-sort", "descending");
  }

  @Test
  void claimsAndRefuses() {
    person.choose("Claude Code", "Claim…");
    button("Claim");
    assertThat(isGood(shown())).isTrue();
    house.ask("Unexpected");
    page.reload();
    person.choose("Unexpected", "Claim…");
    button("Refuse");
    assertThat(person.row("Unexpected")).hasCount(0);
  }

  @Test
  void looksAtUsageTheCheckupAndTheWaysToConnect() {
    person.choose("Production Server", "View Usage");
    assertThat(page.locator("[data-figure=rejected]")).hasText("1");
    page.getByText("24 hours", new Page.GetByTextOptions().setExact(true)).click();
    page.locator("#chart-hours ~ .pane .behind summary").click();
    assertThat(page.getByRole(AriaRole.REGION, Person.named("Requests in 24 hours"))).isVisible();
    person.open("Close");
    person.open("Checkup");
    page.getByRole(AriaRole.LINK, Person.named("Change expiry: Contractor access")).click();
    assertThat(page.locator("#name")).hasValue("Contractor access");
    person.open("Cancel");
    person.open("Connect a client");
    page.getByText("Cursor", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.getByText("kasava connect cursor")).isVisible();
  }

  @Test
  void changesSettingsAndSignsOutEverywhere() {
    person.open("General");
    page.getByLabel("Time zone").selectOption("Asia/Kathmandu");
    button("Save the time zone");
    assertThat(page.getByText("The changes are saved.")).isVisible();
    assertThat(page.getByText("This browser is in Asia/Kathmandu")).isVisible();
    page.getByLabel("Expire unless said otherwise").selectOption("90");
    button("Save the expiry of new keys");
    person.open("API Keys");
    person.open("Create New API Key");
    assertThat(page.locator("#expiry-90")).isChecked();
    assertThat(page.locator("#expiry-90-result")).containsText("23:59:59 Asia/Kathmandu");
    person.open("General");
    button("Sign out everywhere");
    assertThat(page.getByText("You are signed out, in every browser.")).isVisible();
  }
}
