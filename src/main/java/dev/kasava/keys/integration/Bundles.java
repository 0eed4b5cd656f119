package dev.kasava.keys.integration;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is packed or listed as a whole: Claude Desktop's bundle, and the MCP registry's entry. */
final class Bundles {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final List<String> PLATFORMS = List.of("darwin", "linux", "win32");

  private Bundles() {}

  /** MCPB 0.3. One bundle is packed for each system, as it holds a Java runtime. */
  static ObjectNode desktop(String version) {
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("manifest_version", "0.3");
    manifest.put("name", Product.NAME);
    manifest.put("display_name", Product.TITLE);
    manifest.put("version", version);
    manifest.put("description", Product.DESCRIPTION);
    manifest.put("long_description", Product.LONG_DESCRIPTION);
    manifest.putObject("author").put("name", Product.AUTHOR);
    manifest.put("license", Product.LICENSE);
    manifest.set("keywords", JSON.valueToTree(Product.KEYWORDS));
    ObjectNode server = manifest.putObject("server");
    server.put("type", "binary");
    server.put("entry_point", "bin/kasava");
    ObjectNode config = server.putObject("mcp_config");
    config.put("command", "${__dirname}/bin/kasava");
    config.set("args", JSON.valueToTree(arguments(Integration.CLAUDE_DESKTOP)));
    config
        .putObject("env")
        .put("KASAVA_URL", "${user_config.server_url}")
        .put(Product.OFFERED_KEY_VARIABLE, "${user_config.api_key}");
    config
        .putObject("platform_overrides")
        .putObject("win32")
        .put("command", "${__dirname}/bin/kasava.cmd");
    // The tools depend on the key.
    manifest.put("tools_generated", true);
    manifest.put("prompts_generated", true);
    manifest.putObject("compatibility").set("platforms", JSON.valueToTree(PLATFORMS));
    ObjectNode settings = manifest.putObject("user_config");
    // Empty defaults: what has neither value nor default reaches the program as its placeholder.
    settings.set(
        "server_url", setting(Product.SERVER_TITLE, Product.SERVER_HELP).put("default", ""));
    settings.set(
        "api_key",
        setting(Product.KEY_TITLE, Product.KEY_HELP).put("default", "").put("sensitive", true));
    return manifest;
  }

  /** As plugins and bundles start the bridge: the server comes from their settings. */
  static List<String> arguments(Integration client) {
    return List.of("mcp", "--integration", client.id());
  }

  static ObjectNode setting(String title, String description) {
    return JSON.createObjectNode()
        .put("type", "string")
        .put("title", title)
        .put("description", description)
        .put("required", false);
  }

  /** MCP registry, server.json of 2025-12-11. */
  static ObjectNode registry(String version) {
    ObjectNode entry = JSON.createObjectNode();
    entry.put(
        "$schema", "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json");
    entry.put("name", Product.REGISTRY_NAME);
    entry.put("title", Product.TITLE);
    entry.put("description", Product.DESCRIPTION);
    entry.put("version", version);
    ObjectNode remote = entry.putArray("remotes").addObject();
    remote.put("type", "streamable-http");
    remote.put("url", "https://{host}/mcp");
    remote
        .putArray("headers")
        .addObject()
        .put("name", "Authorization")
        .put("description", Product.HEADER_HELP)
        .put("value", "Bearer {api_key}")
        .put("isRequired", true)
        .put("isSecret", true)
        .putObject("variables")
        .putObject("api_key")
        .put("description", Product.HEADER_HELP)
        .put("isRequired", true)
        .put("isSecret", true);
    remote
        .putObject("variables")
        .putObject("host")
        .put("description", Product.REMOTE_HELP)
        .put("isRequired", true)
        .put("placeholder", "keys.example.com");
    return entry;
  }
}
