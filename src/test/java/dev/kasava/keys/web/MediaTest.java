package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on paper, and for people whom motion disturbs. */
final class MediaTest {
  /** The width in pixels of the widest paragraph. */
  private static final String LONGEST_LINE =
      """
      () => Math.round(Math.max(...[...document.querySelectorAll("main p")].map((text) => {
        const range = document.createRange();
        range.selectNodeContents(text);
        return range.getBoundingClientRect().width;
      })))
      """;

  @TempDir private Path folder;
  private TestServer server;
  private Browser browser;

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    browser = Browser.launch();
  }

  @AfterEach
  void stop() {
    browser.close();
    server.close();
  }

  @Test
  void paperHasTheKeysAndNothingToPress() {
    Person person = Person.at(browser, server).signIn();
    Page page = person.page();
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertThat(person.row("First key")).isVisible();
    for (String part : new String[] {".side", ".controls", ".head-actions", "td.more"}) {
      assertThat(page.locator(part)).isHidden();
    }
  }

  @Test
  void linesStayReadableHoweverWideTheScreen() {
    Person person = Person.at(browser, server).signIn();
    Page page = person.page();
    for (int width : new int[] {320, 1920, 3840}) {
      page.setViewportSize(width, 1080);
      for (String path : new String[] {"api-keys", "general", "organization", "audit"}) {
        page.navigate(server.url() + "/settings/" + path);
        Object longest = page.evaluate(LONGEST_LINE);
        assertThat((Integer) longest).as("%s at %d", path, width).isBetween(100, 800);
      }
    }
  }

  @Test
  void aLongDialogKeepsItsButtonsInSight() {
    Person person = Person.at(browser, server).signIn();
    person.page().setViewportSize(360, 740);
    for (String opens : new String[] {"Create New API Key", "Connect a client"}) {
      person.open(opens);
      Locator last = person.dialog().locator(".actions .button").last();
      BoundingBox button = Objects.requireNonNull(last.boundingBox());
      BoundingBox dialog = Objects.requireNonNull(person.page().locator("dialog").boundingBox());
      assertThat(button.y + button.height).as(opens).isLessThan(dialog.y + dialog.height);
      person.press("Escape");
      assertThat(person.dialog()).hasCount(0);
    }
  }

  @Test
  void nothingMovesForWhomMotionDisturbs() {
    for (ReducedMotion motion : ReducedMotion.values()) {
      Person person =
          Person.at(browser, server, new NewContextOptions().setReducedMotion(motion)).signIn();
      person.open("Create New API Key");
      assertThat(person.dialog())
          .hasCSS("animation-name", motion == ReducedMotion.REDUCE ? "none" : "appear");
      assertThat(person.dialog().locator("button[type=submit]"))
          .hasCSS(
              "transition-property",
              motion == ReducedMotion.REDUCE ? "none" : "background-color, border-color");
    }
  }
}
