package dev.kasava.keys.integration;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files by which clients and directories learn of this product, all from {@link Product} and
 * {@link Entries}: what people copy, and what {@code kasava connect} writes, are the same.
 */
public final class Manifests {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String version;
  private final Map<String, String> files = new TreeMap<>();

  private Manifests(String version) {
    this.version = version;
  }

  /**
   * All of them.
   *
   * @param version of the release, e.g. {@code 1.2.0}
   * @return texts by their paths in the project
   */
  public static Map<String, String> of(String version) {
    Manifests manifests = new Manifests(version);
    manifests.clients();
    manifests.cursorLink();
    manifests.json("manifests/claude-desktop/manifest.json", Bundles.desktop(version));
    manifests.json("manifests/gemini/gemini-extension.json", manifests.gemini());
    manifests.json("manifests/server.json", Bundles.registry(version));
    manifests.json("plugin/.claude-plugin/plugin.json", ClaudePlugin.manifest(version));
    manifests.json("plugin/.claude-plugin/marketplace.json", ClaudePlugin.marketplace("./"));
    manifests.json(".claude-plugin/marketplace.json", ClaudePlugin.marketplace("./plugin"));
    manifests.json("plugin/.mcp.json", ClaudePlugin.servers());
    manifests.json("plugin/hooks/hooks.json", ClaudePlugin.hooks());
    return manifests.files;
  }

  /** For each client its file as it looks with the bridge, and with a Bearer token. */
  private void clients() {
    for (Integration client : Integration.values()) {
      if (client == Integration.CLAUDE_CODE) {
        // It has the plugin.
        continue;
      }
      ObjectNode bridge =
          Entries.started(
              client, Launch.bridge(Product.ENTRY, Product.USUAL_SERVER, client, Map.of()));
      ObjectNode bearer = Entries.reached(client, Product.USUAL_SERVER);
      String folder = "manifests/" + client.id() + "/";
      // The one that people should take lies first; the other in a folder that says what it is.
      boolean startsPrograms = client == Integration.CLAUDE_DESKTOP;
      config(client, folder + (startsPrograms ? "" : "bridge/"), bridge);
      config(client, folder + (startsPrograms ? "mcp-remote/" : ""), bearer);
    }
  }

  private void config(Integration client, String folder, ObjectNode entry) {
    files.put(folder + ClientConfig.fileName(client), ClientConfig.text(client, entry) + "\n");
  }

  private void cursorLink() {
    files.put(
        "manifests/cursor/deeplink.txt", ClientConfig.cursorLink(Product.USUAL_SERVER) + "\n");
  }

  private ObjectNode gemini() {
    ObjectNode extension = JSON.createObjectNode();
    extension.put("name", Product.ENTRY);
    extension.put("version", version);
    extension.put("description", Product.DESCRIPTION);
    extension
        .putArray("settings")
        .add(
            JSON.createObjectNode()
                .put("name", Product.KEY_TITLE)
                .put("description", Product.GEMINI_KEY_HELP)
                .put("envVar", Product.KEY_VARIABLE)
                .put("sensitive", true));
    extension
        .putObject(Integration.GEMINI.section())
        .set(Product.ENTRY, Entries.reached(Integration.GEMINI, Product.USUAL_SERVER));
    return extension;
  }

  private void json(String path, JsonNode node) {
    files.put(path, Pretty.text(node) + "\n");
  }
}
