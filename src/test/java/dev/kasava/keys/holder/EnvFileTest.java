package dev.kasava.keys.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret's way into a line of an env file. */
final class EnvFileTest {
  private final Secret secret =
      new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom());

  @TempDir Path folder;

  private String delivered(String before) throws IOException {
    Path file = folder.resolve(".env");
    Files.writeString(file, before);
    EnvFile destination = new EnvFile(file, "API_KEY");
    destination.prepare();
    destination.deliver(secret, "CI");
    return Files.readString(file).replace(secret.reveal(), "NEW");
  }

  @Test
  void aNewFileIsItsUsersAlone() throws IOException {
    Path file = folder.resolve(".env");
    EnvFile destination = new EnvFile(file, "API_KEY");
    destination.prepare();
    assertThat(file).doesNotExist();
    destination.deliver(secret, "CI");
    assertThat(Files.readString(file).equals("API_KEY=" + secret.reveal() + "\n")).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r--r--", "rw-rw-rw-", "rw-r-----", "rw----r--"})
  void aFileThatOthersReadIsItsUsersAloneOnceItHoldsASecret(String mode) throws IOException {
    Path file = Files.writeString(folder.resolve(".env"), "A=1\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    new EnvFile(file, "API_KEY").deliver(secret, "CI");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theLineIsReplacedAndAllElseStays() throws IOException {
    assertThat(delivered("# mine\nA=1\nexport API_KEY = \"old\"\nMY_API_KEY=x\n"))
        .isEqualTo("# mine\nA=1\nexport API_KEY=NEW\nMY_API_KEY=x\n");
    assertThat(delivered("A=1\r\nAPI_KEY=old\r\nB=2\r\n"))
        .isEqualTo("A=1\r\nAPI_KEY=NEW\r\nB=2\r\n");
    assertThat(delivered("A=1")).isEqualTo("A=1\nAPI_KEY=NEW\n");
    assertThat(delivered("# API_KEY=not this\n")).isEqualTo("# API_KEY=not this\nAPI_KEY=NEW\n");
  }

  @Test
  void whatGitTracksIsRefusedUntouched() throws Exception {
    Path file = folder.resolve(".env");
    Files.writeString(file, "API_KEY=old\n");
    Files.writeString(folder.resolve(".gitignore"), ".env\n");
    git("init", "-q");
    new EnvFile(file, "API_KEY").prepare();
    git("add", "-f", ".env");
    assertThatThrownBy(() -> new EnvFile(file, "API_KEY").prepare())
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("git tracks");
    assertThat(Files.readString(file)).isEqualTo("API_KEY=old\n");
  }

  @Test
  void whatGitDoesNotIgnoreIsToldOf() throws Exception {
    Path file = folder.resolve(".env");
    EnvFile env = new EnvFile(file, "API_KEY");
    env.prepare();
    assertThat(env.caution()).as("no repository").isEmpty();
    git("init", "-q");
    env.prepare();
    assertThat(env.caution()).startsWith("git does not ignore " + file).contains(".gitignore");
    Files.writeString(folder.resolve(".gitignore"), "*.env\nbuild/\n");
    assertThat(env.caution()).isEmpty();
    Path below = Files.createDirectories(folder.resolve("build/x")).resolve("any");
    assertThat(new EnvFile(below, "API_KEY").caution()).isEmpty();
    assertThat(new EnvFile(folder.resolve("any"), "API_KEY").caution()).isNotEmpty();
  }

  private void git(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 3];
    command[0] = "git";
    command[1] = "-C";
    command[2] = folder.toString();
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void linksAndMissingFoldersAreRefused() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
    assertThatThrownBy(() -> new EnvFile(link, "API_KEY").prepare())
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("is a link");
    assertThatThrownBy(() -> new EnvFile(folder.resolve("no/.env"), "API_KEY").prepare())
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("no folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1A", "A-B", "A B", "A=B", "A$", "Ä"})
  void whatIsNoVariableIsRefused(String name) {
    assertThatThrownBy(() -> new EnvFile(folder.resolve(".env"), name))
        .isInstanceOf(HolderException.class);
  }
}
