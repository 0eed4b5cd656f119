package dev.kasava.keys.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people are told is what is committed for them to copy, with their server in it. */
final class ClientGuideTest {
  private static final URI USUAL = Product.USUAL_SERVER;
  private static final URI OWN = URI.create("https://keys.example");

  private static ClientGuide guide(Integration client, URI server) {
    return ClientGuide.all(server).stream()
        .filter(guide -> guide.client() == client)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void thereIsOneForEachClient() {
    assertThat(ClientGuide.all(OWN))
        .extracting(ClientGuide::client)
        .containsExactlyElementsOf(Arrays.asList(Integration.values()));
    for (Integration client : Integration.values()) {
      assertThat(Integration.named(client.id())).contains(client);
      assertThat(Integration.choices()).contains(client.id());
    }
    assertThat(Integration.named("none")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Integration.class)
  void theCommandsNameTheServerAndTheClient(Integration client) {
    assertThat(guide(client, OWN).commands())
        .isEqualTo(
            List.of("kasava login --server https://keys.example", "kasava connect " + client.id()));
  }

  @ParameterizedTest
  @EnumSource(value = Integration.class, mode = EnumSource.Mode.EXCLUDE, names = "CLAUDE_CODE")
  void bothWaysAreThoseOfTheCommittedFiles(Integration client) throws IOException {
    ClientGuide guide = guide(client, USUAL);
    boolean startsPrograms = client == Integration.CLAUDE_DESKTOP;
    String folder = "manifests/" + client.id() + "/";
    String bridge = folder + (startsPrograms ? "" : "bridge/") + guide.fileName();
    String byHand = folder + (startsPrograms ? "mcp-remote/" : "") + guide.fileName();

    assertThat(guide.bridge() + "\n").isEqualTo(committed(bridge));
    assertThat(guide.byHand() + "\n").isEqualTo(committed(byHand));
  }

  private static String committed(String path) throws IOException {
    return Files.readString(Path.of(path));
  }

  @ParameterizedTest
  @EnumSource(Integration.class)
  void bothWaysLeadToTheirServer(Integration client) {
    ClientGuide guide = guide(client, OWN);
    assertThat(guide.byHand()).contains("https://keys.example/mcp").doesNotContain("127.0.0.1");
    assertThat(guide.bridge())
        .contains("https://keys.example", "--integration", client.id())
        .doesNotContain("127.0.0.1", ClientGuide.KEY_VARIABLE, ClientGuide.KEY_PLACE);
    assertThat(guide.byHand())
        .containsAnyOf(ClientGuide.KEY_VARIABLE, ClientGuide.KEY_PLACE, "${input:kasava-api-key}");
  }

  @Test
  void whereAPromptIsUsedItIsDescribed() {
    assertThat(guide(Integration.VSCODE, OWN).byHand()).contains("promptString", "\"password\"");
    assertThat(guide(Integration.VSCODE, OWN).bridge()).doesNotContain("promptString");
    assertThat(guide(Integration.CURSOR, OWN).byHand()).doesNotContain("promptString");
  }

  @Test
  void cursorAloneHasALink() {
    for (Integration client : Integration.values()) {
      String link = guide(client, OWN).link();
      if (client == Integration.CURSOR) {
        assertThat(link).startsWith("cursor://").contains("name=kasava&config=");
        assertThat(decoded(Objects.requireNonNull(link))).contains("https://keys.example/mcp");
      } else {
        assertThat(link).as(client.title()).isNull();
      }
    }
  }

  private static String decoded(String link) {
    String config = link.substring(link.indexOf("config=") + "config=".length());
    byte[] base64 =
        java.net.URLDecoder.decode(config, StandardCharsets.UTF_8)
            .getBytes(StandardCharsets.US_ASCII);
    return new String(java.util.Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
