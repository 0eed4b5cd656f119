package dev.kasava.keys.web;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of the main states, in {@code target/screenshots}, for people to look at. */
final class ScreenshotsTest {
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final String LIST = "/settings/api-keys";

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(Instant.now().minus(Duration.ofDays(90)));
  private TestServer server;
  private TestInstallation installation;
  private KeyId used;
  private KeyId waiting;

  @BeforeEach
  void start() throws IOException {
    Files.createDirectories(PICTURES);
    server = TestServer.in(folder, clock);
    installation = server.installation();
    Instant now = Instant.now();
    installation.create("Quarterly report", now.minus(Duration.ofDays(2)), "keys:read");
    installation.create("Contractor access", now.plus(Duration.ofDays(4)), "keys:read");
    clock.set(now.minus(Duration.ofDays(20)));
    Issue.Claimed production =
        installation.create("Production Server", now.plus(Duration.ofDays(200)), "keys:read");
    used = production.key().key().id();
    clock.set(now.minus(Duration.ofHours(3)));
    call(production, 41, "curl/8.5");
    call(production, 7, "claude-code/2.1");
    Issue.Claimed ci = installation.create("GitHub Actions CI", null, "keys:read");
    clock.set(now.minus(Duration.ofMinutes(12)));
    call(ci, 3, "python-requests/2.32");
    clock.set(now);
    waiting =
        done(installation
                .get()
                .verbs()
                .create()
                .create(
                    installation.firstCaller(),
                    new CreateKey.Request(
                        "Claude Code", null, List.of("keys:read", "keys:verify"), false)))
            .key()
            .key()
            .id();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void call(Issue.Claimed key, int times, String agent) {
    for (int i = 0; i < times; i++) {
      server.send(
          "GET", "/api/v1/me", null, "X-API-Key", key.secret().reveal(), "User-Agent", agent);
    }
  }

  @Test
  void showsTheMainStates() {
    try (Browser browser = Browser.launch()) {
      take(browser, "desktop", 1280, 820, ColorScheme.LIGHT);
      take(browser, "dark", 1280, 820, ColorScheme.DARK);
      take(browser, "phone", 375, 740, ColorScheme.LIGHT);
    }
    assertThat(PICTURES.resolve("desktop-list.png")).isNotEmptyFile();
  }

  private void take(Browser browser, String name, int width, int height, ColorScheme scheme) {
    NewContextOptions options =
        new NewContextOptions().setViewportSize(width, height).setColorScheme(scheme);
    try (BrowserContext profile = browser.profile(options)) {
      Page page = profile.newPage();
      page.navigate(server.url());
      shoot(page, name + "-signin");
      page.getByLabel("API key").fill(installation.firstKey().secret().reveal());
      page.keyboard().press("Enter");
      page.locator("table.keys").waitFor();
      page.locator("[data-key=" + used + "] summary").click();
      shoot(page, name + "-list");
      page.locator("[data-key=" + used + "] a").first().click();
      shootDialog(page, name + "-usage");
      inDialog(page, used, "regenerate", name);
      inDialog(page, used, "delete", name);
      inDialog(page, waiting, "claim", name);
      page.navigate(server.url() + LIST);
      page.locator("a[href='" + LIST + "/new']").click();
      shootDialog(page, name + "-create");
      page.locator("#name").fill("For the picture " + name);
      page.keyboard().press("Enter");
      page.locator("dialog [data-secret]").waitFor();
      shootDialog(page, name + "-reveal");
      for (String path : List.of("/settings/general", "/settings/organization", "/settings/x")) {
        page.onDialog(dialog -> dialog.accept());
        page.navigate(server.url() + path);
        shoot(page, name + path.replace("/settings/", "-"));
      }
      page.navigate(server.url() + LIST + "/" + waiting + "/claim");
      shoot(page, name + "-claim-page");
    }
  }

  private void inDialog(Page page, KeyId key, String action, String name) {
    page.navigate(server.url() + LIST);
    page.locator("[data-key=" + key + "] summary").click();
    page.locator("[data-key=" + key + "] a[href$=" + action + "]").click();
    shootDialog(page, name + "-" + action);
  }

  private static void shootDialog(Page page, String name) {
    page.locator("dialog[open]").waitFor();
    shoot(page, name);
  }

  private static void shoot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(PICTURES.resolve(name + ".png"))
            .setAnimations(com.microsoft.playwright.options.ScreenshotAnimations.DISABLED));
  }
}
