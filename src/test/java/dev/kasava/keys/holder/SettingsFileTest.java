package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.keychain.Storage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What login remembers comes back as it was. */
final class SettingsFileTest {
  @TempDir private Path folder;

  @Test
  void nothingWasRememberedAtFirst() {
    assertThat(new SettingsFile(folder).read()).isEqualTo(Settings.NONE);
  }

  @Test
  void allOfItComesBack() {
    Settings settings =
        new Settings(
            URI.create("https://keys.example"),
            Path.of("/a folder/of \\ mine/=å.pem"),
            Storage.FILE);
    new SettingsFile(folder).write(settings);
    assertThat(new SettingsFile(folder).read()).isEqualTo(settings);
    new SettingsFile(folder).write(Settings.NONE);
    assertThat(new SettingsFile(folder).read()).isEqualTo(Settings.NONE);
  }

  @Test
  void whatCannotBeReadIsSaid() throws IOException {
    Files.writeString(folder.resolve("settings.properties"), "ca-cert=\\u0000");
    assertThatThrownBy(() -> new SettingsFile(folder).read())
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("Mend or delete that file");
  }
}
