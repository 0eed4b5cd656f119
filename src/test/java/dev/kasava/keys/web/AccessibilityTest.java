package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.kasava.keys.fixture.Browser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing that axe-core finds, in any state of the page. */
final class AccessibilityTest {
  /** All that it knows: WCAG of every level, and good practice. */
  private static final String RUN =
      """
      async () => {
        const found = await axe.run(document, { resultTypes: ["violations", "passes"] });
        return {
          passes: found.passes.length,
          violations: found.violations.flatMap((rule) =>
            rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary}`)),
        };
      }
      """;

  @TempDir private Path folder;

  private static String axe() throws IOException {
    try (InputStream script = AccessibilityTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(
          Objects.requireNonNull(script, "axe-core's script").readAllBytes(),
          StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({"LIGHT, 1440", "DARK, 1440", "LIGHT, 360", "DARK, 768"})
  void noStateHasAViolation(ColorScheme scheme, int width) throws IOException {
    String axe = axe();
    NewContextOptions options =
        new NewContextOptions()
            .setViewportSize(width, 900)
            .setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE)
            .setColorScheme(scheme);
    List<String> violations = new ArrayList<>();
    try (BusyHouse house = BusyHouse.in(folder);
        Browser browser = Browser.launch();
        BrowserContext profile = browser.profile(options)) {
      Page page = profile.newPage();
      for (States.State state : States.all(house)) {
        state.enter(page);
        page.evaluate(axe);
        Map<?, ?> result = (Map<?, ?>) page.evaluate(RUN);
        assertThat((int) Objects.requireNonNull(result.get("passes")))
            .as("rules passed in %s", state.name())
            .isGreaterThan(10);
        for (Object violation : (List<?>) Objects.requireNonNull(result.get("violations"))) {
          violations.add(state.name() + ": " + violation);
        }
      }
    }
    assertThat(violations).isEmpty();
  }
}
