package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import dev.kasava.keys.fixture.Browser;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.service.Issue;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first visit costs: few bytes, and nothing that jumps. */
final class FirstLoadTest {
  private static final int MOST_BYTES = 60_000;

  private static final String SHIFT =
      """
      () => new Promise((resolve) => {
        let shift = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            shift += entry.value;
          }
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(shift)));
      })
      """;

  @TempDir private Path folder;

  @Test
  void isLightAndStandsStill() {
    try (TestServer server = TestServer.in(folder);
        Browser browser = Browser.launch()) {
      for (int i = 0; i < 50; i++) {
        Issue.Claimed key = server.installation().create("Key number " + i, null, "keys:read");
        server.call("GET", "/api/v1/me", key.secret(), null);
      }
      for (int width : new int[] {360, 768, 1440}) {
        NewContextOptions options = new NewContextOptions().setViewportSize(width, 900);
        Person person = Person.at(browser, server, options);
        person.signIn();
        // From here on as if for the first time: with the session, and with nothing kept.
        Page page = person.page();
        CDPSession network = person.profile().newCDPSession(page);
        AtomicLong bytes = counted(network);
        page.navigate(server.url() + "/settings/api-keys");
        page.waitForLoadState(LoadState.LOAD);
        Number shift = (Number) page.evaluate(SHIFT);
        assertThat(bytes.get()).as("bytes at %d", width).isBetween(5_000L, (long) MOST_BYTES);
        assertThat(shift.doubleValue()).as("shift at %d", width).isZero();
        assertThat(page.locator("[data-key]").count()).isEqualTo(50);
      }
    }
  }

  /** Everything that comes over the wire, headers included. */
  private static AtomicLong counted(CDPSession network) {
    AtomicLong bytes = new AtomicLong();
    network.on(
        "Network.loadingFinished",
        event -> bytes.addAndGet(event.get("encodedDataLength").getAsLong()));
    network.send("Network.enable");
    var setting = new com.google.gson.JsonObject();
    setting.addProperty("cacheDisabled", true);
    network.send("Network.setCacheDisabled", setting);
    return bytes;
  }
}
