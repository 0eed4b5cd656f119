package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A secret's way into a program. */
final class ProgramInputTest {
  private final Secret secret =
      new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());

  @TempDir Path folder;

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aCommandGetsTheSecretAloneAndWhole() throws IOException {
    Path file = folder.resolve("taken");
    ProgramInput.ofShell("cat > '" + file + "'", "Linux").deliver(secret, "CI");
    assertThat(Files.readString(file).equals(secret.reveal())).isTrue();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aCommandThatFailsIsNamed() {
    ProgramInput destination = ProgramInput.ofShell("cat >/dev/null; exit 3", "Linux");
    assertThatThrownBy(() -> destination.deliver(secret, "CI"))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("exit code 3");
  }

  @Test
  void whereThereIsNoDesktopThereIsNoClipboard() {
    assertThatThrownBy(() -> ProgramInput.ofClipboard(Map.of("PATH", "/usr/bin:/bin"), "Linux"))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("no desktop here")
        .hasMessageContaining("--to-keychain");
  }

  @ParameterizedTest
  @CsvSource({
    "DISPLAY, :0, Linux, 'xclip, xsel'",
    "WAYLAND_DISPLAY, wayland-0, Linux, wl-copy",
    "HOME, /, Mac OS X, pbcopy"
  })
  void whatTheClipboardNeedsIsNamedWhereItIsMissing(
      String variable, String value, String os, String programs) throws IOException {
    // A folder of that name is no program.
    Files.createDirectory(folder.resolve("xclip"));
    Map<String, String> environment = Map.of("PATH", folder.toString(), variable, value);
    assertThatThrownBy(() -> ProgramInput.ofClipboard(environment, os))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining(programs + ". Install it");
  }
}
