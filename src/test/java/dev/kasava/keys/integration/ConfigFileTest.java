package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.holder.HolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

final class ConfigFileTest {
  private static final List<String> PATH = List.of("mcpServers", "kasava");
  private static final ObjectNode ENTRY =
      JsonMapper.shared().createObjectNode().put("command", "/opt/kasava");

  private static final ObjectNode BRIDGE = bridge();

  private static ObjectNode bridge() {
    ObjectNode bridge = JsonMapper.shared().createObjectNode().put("command", "/opt/kasava");
    bridge.putArray("args").add("mcp").add("--integration").add("cursor");
    return bridge;
  }

  private final Path folder;

  ConfigFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aFileThatWasNotThereIsMadeForItsOwnerAloneAndGoesAgain() throws IOException {
    Path file = folder.resolve("a/b/mcp.json");
    ConfigFile config = new ConfigFile(file);
    config.prepare();
    assertThat(config.put(PATH, ENTRY)).isEmpty();
    assertThat(config.find(PATH)).contains(ENTRY);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(config.remove(PATH)).isTrue();
    assertThat(file).doesNotExist();
    assertThat(config.remove(PATH)).isFalse();
  }

  @Test
  void anEntryOfThePersonsOwnIsPutBackAndTheFileIsAsItWas() throws IOException {
    Path file = folder.resolve("mcp.json");
    String mine =
        """
        {
          "mcpServers": { // mine
            "kasava": {"url": "https://keys/mcp"}
          }
        }
        """
            .replace("\n", "\r\n");
    Files.writeString(file, mine);
    Path backup = new ConfigFile(file).put(PATH, BRIDGE).orElseThrow();
    assertThat(backup).content().isEqualTo(mine);
    ObjectNode other = BRIDGE.deepCopy().put("command", "/elsewhere/kasava");
    assertThat(new ConfigFile(file).put(PATH, other)).contains(backup);
    assertThat(backup).as("the file as the person left it").content().isEqualTo(mine);
    new ConfigFile(file).remove(PATH);
    assertThat(file).content().isEqualTo(mine);
    assertThat(backup).doesNotExist();
  }

  @Test
  void whatWasChangedSinceStaysChangedAndTheReplacedEntryComesBack() throws IOException {
    Path file = folder.resolve("mcp.json");
    Files.writeString(file, "{\"mcpServers\": {\"kasava\": {\"url\": \"https://keys/mcp\"}}}");
    new ConfigFile(file).put(PATH, BRIDGE);
    Files.writeString(file, Files.readString(file).replaceFirst("\\{", "{\"new\": 1,"));
    new ConfigFile(file).remove(PATH);
    assertThat(JsonMapper.shared().readTree(Files.readString(file)))
        .isEqualTo(
            JsonMapper.shared()
                .readTree(
                    "{\"new\": 1, \"mcpServers\": {\"kasava\": {\"url\": \"https://keys/mcp\"}}}"));
    assertThat(folder.resolve("mcp.json.before-kasava")).exists();
  }

  @Test
  void aMarkThatEditorsOnWindowsWriteStays() throws IOException {
    Path file = folder.resolve("mcp.json");
    Files.writeString(file, "\uFEFF{\"x\": 1}\n");
    new ConfigFile(file).put(PATH, BRIDGE);
    assertThat(Files.readString(file)).startsWith("\uFEFF{");
    assertThat(new ConfigFile(file).find(PATH)).contains(BRIDGE);
    new ConfigFile(file).remove(PATH);
    assertThat(file).content().isEqualTo("\uFEFF{\"x\": 1}\n");
  }

  @Test
  void aCommentAtTheEndOfAWindowsLineStaysOnIt() throws IOException {
    Path file = folder.resolve("mcp.json");
    Files.writeString(file, "{\r\n  \"o\": 1 // end\r\n}\r\n");
    new ConfigFile(file).put(PATH, BRIDGE);
    assertThat(Files.readString(file)).contains("// end\r\n").doesNotContain("\r\r");
  }

  @Test
  void whatCannotBeReadIsNamedAndLeftAlone() throws IOException {
    Path latin = folder.resolve("mcp.json");
    Files.write(latin, new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'});
    assertThatThrownBy(() -> new ConfigFile(latin).prepare()).hasMessageContaining("not UTF-8");
    Path link =
        Files.createSymbolicLink(folder.resolve("link.json"), folder.resolve("nowhere.json"));
    assertThatThrownBy(() -> new ConfigFile(link).prepare()).hasMessageContaining("leads nowhere");
  }

  @Test
  void whatWasThereIsKeptBesideWithItsMode() throws IOException {
    Path file = folder.resolve("mcp.json");
    Files.writeString(file, "{\n  \"x\": 1 // mine\n}\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Path backup = new ConfigFile(file).put(PATH, ENTRY).orElseThrow();
    assertThat(backup).content().isEqualTo("{\n  \"x\": 1 // mine\n}\n");
    for (Path one : List.of(file, backup)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
          .isEqualTo("rw-r-----");
    }
    assertThat(new ConfigFile(file).put(PATH, ENTRY)).as("nothing to change").isEmpty();
    new ConfigFile(file).remove(PATH);
    assertThat(file).content().isEqualTo("{\n  \"x\": 1 // mine\n}\n");
  }

  @Test
  void aLinkIsFollowedNotReplaced() throws IOException {
    Path real = folder.resolve("dotfiles.json");
    Files.writeString(real, "{}");
    Path file = Files.createSymbolicLink(folder.resolve("mcp.json"), real);
    new ConfigFile(file).put(PATH, ENTRY);
    assertThat(file).isSymbolicLink();
    assertThat(real).content().contains("/opt/kasava");
  }

  @ParameterizedTest
  @CsvSource({
    "mcp.json, '{\"mcpServers\": ', no valid JSON",
    "mcp.json, '[1]', no valid JSON",
    "config.toml, 'a = = 1', no valid TOML",
    "mcp.json, '{\"mcpServers\": []}', by hand",
    "mcp.json, '{\"mcpServers\": 1}', by hand",
    "config.toml, 'mcpServers = { other = 1 }', by hand"
  })
  void whatCannotBeChangedSafelyIsLeftAlone(String name, String text, String why)
      throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    assertThatThrownBy(
            () -> {
              ConfigFile config = new ConfigFile(file);
              config.prepare();
              config.put(PATH, ENTRY);
            })
        .isInstanceOf(HolderException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(file.toString());
    assertThat(file).content().isEqualTo(text);
  }

  @Test
  void anInlineTableOfOursIsNotTakenOutByHalves() throws IOException {
    Path file = folder.resolve("config.toml");
    String text = "[mcpServers]\nkasava = { command = \"x\" }\n";
    Files.writeString(file, text);
    assertThatThrownBy(() -> new ConfigFile(file).remove(PATH))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("by hand");
    assertThat(file).content().isEqualTo(text);
  }
}
