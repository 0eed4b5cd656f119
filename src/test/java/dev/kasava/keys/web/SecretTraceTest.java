package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once it was shown, nothing of a secret stays in the browser. */
final class SecretTraceTest {
  /** Wherever a page can leave something behind. */
  private static final String KEPT =
      """
      async () => {
        const caches = [];
        for (const name of await window.caches?.keys() ?? []) {
          const cache = await window.caches.open(name);
          for (const request of await cache.keys()) {
            caches.push(await (await cache.match(request)).text());
          }
        }
        return JSON.stringify([
          document.documentElement.outerHTML,
          document.cookie,
          location.href,
          history.state,
          { ...localStorage },
          { ...sessionStorage },
          await indexedDB.databases(),
          caches,
          [...document.querySelectorAll("input, textarea")].map((field) => field.value),
        ]);
      }
      """;

  @TempDir private Path folder;
  private TestServer server;
  private Browser browser;
  private Person person;
  private final List<String> requests = new ArrayList<>();

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    browser = Browser.launch();
    person = Person.at(browser, server).signIn();
    person
        .page()
        .onRequest(request -> requests.add(request.url() + request.headers() + request.postData()));
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
  }

  private void assertNothingKept(String secret) {
    assertThat((String) person.page().evaluate(KEPT)).doesNotContain(secret);
    assertThat(requests).isNotEmpty().noneMatch(request -> request.contains(secret));
  }

  @Test
  void nothingStaysAfterTheDialog() {
    person.open("Create New API Key");
    person.dialog().locator("#name").fill("Short-lived");
    person.press("Enter");
    String secret = person.copyFromDialog();
    assertThat((String) person.page().evaluate(KEPT)).contains(secret);
    person.press("Escape");
    assertThat(person.row("Short-lived")).isVisible();
    assertNothingKept(secret);
    person.page().reload();
    assertNothingKept(secret);
  }

  @Test
  void nothingStaysAfterAPageOfItsOwnNorOnTheWayBackToIt() {
    Page page = person.page();
    page.navigate(server.url() + "/settings/api-keys/new");
    page.locator("#name").fill("On a page");
    page.getByRole(AriaRole.BUTTON, Person.named("Create API Key")).click();
    page.locator("[data-copy]").click();
    assertThat(page.getByText("Copied.")).isVisible();
    String secret = person.clipboard();
    person.open("Done");
    assertThat(person.row("On a page")).isVisible();
    assertNothingKept(secret);
    // The answer that showed it is nowhere any more, and is not asked for again unasked.
    assertThatThrownBy(page::goBack).hasMessageContaining("ERR_CACHE_MISS");
  }

  @Test
  void aSnippetIsCopiedWithTheKeyAndShownWithoutIt() {
    person.open("Create New API Key");
    person.dialog().locator("#name").fill("Pasted");
    person.press("Enter");
    assertThat(person.dialog().locator("[data-copy]")).isFocused();
    String secret = person.dialog().locator("[data-secret-text]").textContent();
    assertThat(person.dialog().locator("#program-shell ~ .pane [data-text]").first())
        .not()
        .containsText(secret);
    person.dialog().locator("[data-copy-snippet]").first().click();
    assertThat(
            person
                .dialog()
                .getByText(
                    "Copied",
                    new com.microsoft.playwright.Locator.GetByTextOptions().setExact(true)))
        .isVisible();
    assertThat(person.clipboard()).isEqualTo("export KASAVA_API_KEY='" + secret + "'");
    person.press("Escape");
    assertThat(person.dialog()).hasCount(0);
    assertNothingKept(secret);
  }
}
