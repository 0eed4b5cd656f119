package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.kasava.keys.fixture.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pictures of every state, in {@code target/screenshots}, for people to look at: {@code mvn test
 * -Dtest=ScreenshotsTest}.
 */
final class ScreenshotsTest {
  private static final Path PICTURES = Path.of("target", "screenshots");

  @TempDir private Path folder;

  @Test
  void showsEveryState() throws IOException {
    Files.createDirectories(PICTURES);
    try (Browser browser = Browser.launch();
        BusyHouse house = BusyHouse.in(folder)) {
      for (int width : new int[] {1440, 768, 360}) {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
          take(browser, house, width, scheme);
        }
      }
    }
    assertThat(PICTURES.resolve("list-1440-light.png")).isNotEmptyFile();
  }

  private static void take(Browser browser, BusyHouse house, int width, ColorScheme scheme) {
    NewContextOptions options =
        new NewContextOptions()
            .setViewportSize(width, width == 360 ? 740 : 900)
            .setTimezoneId("Europe/Berlin")
            .setColorScheme(scheme);
    try (BrowserContext profile = browser.profile(options)) {
      Page page = profile.newPage();
      String suffix = "-" + width + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
      for (States.State state : States.all(house)) {
        state.enter(page);
        page.screenshot(
            new Page.ScreenshotOptions()
                .setPath(PICTURES.resolve(state.name() + suffix))
                .setAnimations(ScreenshotAnimations.DISABLED));
      }
    }
  }
}
