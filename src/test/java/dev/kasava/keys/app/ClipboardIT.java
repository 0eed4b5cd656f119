package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.fixture.XDisplay;
import dev.kasava.keys.key.KeyFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** New secrets on their way into a real clipboard. */
@EnabledOnOs(OS.LINUX)
final class ClipboardIT {
  private static final String DISPLAY = "DISPLAY";

  private final Path home = Tools.kept("clipboard");
  private final KasavaProcess server;
  private final Map<String, String> environment;

  @TempDir Path folder;

  ClipboardIT() throws IOException {
    server = KasavaProcess.serve(home);
    environment =
        new HashMap<>(Map.of("KASAVA_URL", server.url(), "KASAVA_API_KEY", server.firstSecret()));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Result run(String... arguments) throws IOException {
    return KasavaProcess.run(home, environment, null, arguments);
  }

  @Test
  void theSecretIsThereToPasteAndNowhereElse() throws IOException {
    try (XDisplay display = XDisplay.start(folder)) {
      environment.put(DISPLAY, display.name());
      Result created = run("keys", "create", "Pasted", "--to-clipboard");
      assertThat(created.exitCode()).isZero();
      assertThat(created.err()).isEmpty();
      assertThat(created.out().lines())
          .singleElement()
          .asString()
          .startsWith("The secret of \"Pasted\" (")
          .endsWith(") went to the clipboard.");
      String pasted = display.pasted();
      assertThat(KeyFormat.parseAny(pasted)).as("what is pasted is a key").isPresent();
      assertThat(created.out().contains(pasted)).isFalse();
      environment.put("KASAVA_API_KEY", pasted);
      assertThat(run("status").out()).contains("Pasted");
    }
  }

  @Test
  void whereThereIsNoDesktopNothingIsMade() throws IOException {
    Result refused = run("keys", "create", "Pasted", "--to-clipboard");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err()).contains("There is no desktop here").contains("--to-keychain");
    assertThat(run("keys", "list").out()).contains("First key").doesNotContain("Pasted");
  }

  @Test
  void whereTheDesktopIsGoneTheKeyIsDeletedAgain() throws IOException {
    try (XDisplay display = XDisplay.start(folder)) {
      environment.put(DISPLAY, display.name());
    }
    Result refused = run("keys", "create", "Pasted", "--to-clipboard");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("xclip")
        .contains("--to-keychain")
        .contains("The key was deleted again.");
    assertThat(run("keys", "list").out()).contains("First key").doesNotContain("Pasted");
  }
}
