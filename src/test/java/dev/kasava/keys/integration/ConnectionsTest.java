package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.MemoryKeychain;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.keychain.Account;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which clients are found on a machine, and what a person is told to type. */
final class ConnectionsTest {
  private static final URI SERVER = URI.create("https://keys.example");

  @TempDir private Path home;

  private Connections connections(@Nullable Path launcher) {
    return new Connections(
        Map.of("HOME", home.toString(), "PATH", home.resolve("bin").toString()), "Linux", launcher);
  }

  private Connections connections() {
    return connections(home.resolve("plugin/bin/kasava"));
  }

  private Path put(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  @Test
  void onAnEmptyMachineNoClientIsFound() {
    assertThat(connections().found()).isEmpty();
    assertThat(connections(null).found()).isEmpty();
  }

  @Test
  void clientsAreFoundByWhatTheyLeaveAndWhetherTheyKnowUs() throws IOException {
    put(".cursor/mcp.json", "{\"mcpServers\":{\"kasava\":{\"command\":\"x\"}}}");
    put(".config/Code/User/settings.json", "{}");
    put(".gemini/settings.json", "{\"mcpServers\":{\"other\":{\"command\":\"x\"}}}");
    put(".codeium/windsurf/mcp_config.json", "{ broken");

    assertThat(connections().found())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                Integration.CURSOR, true,
                Integration.VSCODE, false,
                Integration.GEMINI, false,
                Integration.WINDSURF, false));
  }

  @Test
  void theRemedyCanBeTypedAsItStands() throws IOException {
    Account cursor = new Account(SERVER, "cursor");
    Path launcher = home.resolve("plugin/bin/kasava");
    assertThat(connections().remedy(cursor))
        .isEqualTo("\"" + launcher + "\" connect cursor --server https://keys.example");
    assertThat(connections(null).remedy(cursor))
        .isEqualTo("kasava connect cursor --server https://keys.example");
    assertThat(put("bin/kasava", "#!/bin/sh\n").toFile().setExecutable(true)).isTrue();
    assertThat(connections().remedy(cursor))
        .isEqualTo("kasava connect cursor --server https://keys.example");
    assertThat(connections().remedy(new Account(SERVER, Account.CLI)))
        .isEqualTo("kasava login --server https://keys.example");
  }

  @Test
  void whoeverWasStartedInAnotherWayCannotConnectClients() {
    assertThatThrownBy(() -> connections(null).of(Integration.CURSOR, SERVER, new MemoryKeychain()))
        .isInstanceOf(HolderException.class)
        .hasMessageContaining("Run it by its command \"kasava\"");
  }

  @ParameterizedTest
  @EnumSource(value = Integration.class, mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void eachClientIsToldWhatThePersonDoesNext(Integration client) {
    Places places = new Places(Map.of("HOME", home.toString()), "Linux");
    FileSetup setup = new FileSetup(client, places);

    Setup.Applied applied = setup.apply(Launch.bridge("kasava", SERVER, client, Map.of()));

    assertThat(applied.next()).contains(client.title(), "kasava");
    assertThat(applied.place()).isEqualTo(places.file(client).toString());
    assertThat(setup.presence()).isEqualTo(Setup.Presence.CONFIGURED);
    assertThat(setup.undo()).isTrue();
    assertThat(setup.undo()).isFalse();
  }
}
