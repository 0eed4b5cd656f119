package dev.kasava.keys.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.ReducedMotion;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on paper, and for people whom motion disturbs. */
final class MediaTest {
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
    try (Person person = Person.at(browser, server).signIn()) {
      Page page = person.page();
      page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
      assertThat(person.row("First key")).isVisible();
      for (String part : new String[] {".side", ".controls", ".head-actions", "td.more"}) {
        assertThat(page.locator(part)).isHidden();
      }
    }
  }

  @Test
  void nothingMovesForWhomMotionDisturbs() {
    for (ReducedMotion motion : ReducedMotion.values()) {
      try (Person person =
          Person.at(browser, server, new NewContextOptions().setReducedMotion(motion)).signIn()) {
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
}
