package dev.kasava.keys.integration;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Claude Code plugin's own files (Claude Code documentation, plugins reference). */
final class ClaudePlugin {
  /** Variables of its settings, and where the plugin lies. */
  private static final String ROOT = "${CLAUDE_PLUGIN_ROOT}";

  private static final JsonMapper JSON = JsonMapper.shared();

  private ClaudePlugin() {}

  static ObjectNode manifest(String version) {
    ObjectNode plugin = JSON.createObjectNode();
    plugin.put("name", Product.ENTRY);
    plugin.put("version", version);
    plugin.put("description", Product.DESCRIPTION);
    plugin.putObject("author").put("name", Product.AUTHOR);
    plugin.put("license", Product.LICENSE);
    plugin.set("keywords", JSON.valueToTree(Product.KEYWORDS));
    ObjectNode settings = plugin.putObject("userConfig");
    settings.set("server_url", Bundles.setting(Product.SERVER_TITLE, Product.SERVER_HELP));
    settings.set(
        "api_key", Bundles.setting(Product.KEY_TITLE, Product.KEY_HELP).put("sensitive", true));
    return plugin;
  }

  /**
   * @param source where the plugin lies, from the marketplace's folder
   */
  static ObjectNode marketplace(String source) {
    ObjectNode marketplace = JSON.createObjectNode();
    marketplace.put("name", Product.ENTRY);
    marketplace.put("description", Product.TITLE + ": " + Product.DESCRIPTION);
    marketplace.putObject("owner").put("name", Product.AUTHOR);
    marketplace
        .putArray("plugins")
        .addObject()
        .put("name", Product.ENTRY)
        .put("source", source)
        .put("description", Product.DESCRIPTION);
    return marketplace;
  }

  static ObjectNode servers() {
    ObjectNode entry = JSON.createObjectNode();
    entry.put("command", ROOT + "/bin/kasava");
    entry.set("args", JSON.valueToTree(Bundles.arguments(Integration.CLAUDE_CODE)));
    entry
        .putObject("env")
        .put("KASAVA_URL", "${user_config.server_url}")
        .put(Product.OFFERED_KEY_VARIABLE, "${user_config.api_key}");
    ObjectNode servers = JSON.createObjectNode();
    servers.putObject(Integration.CLAUDE_CODE.section()).set(Product.ENTRY, entry);
    return servers;
  }

  /** Quoted for the shell that runs them: the plugin's path may hold spaces. */
  static ObjectNode hooks() {
    ObjectNode hooks = JSON.createObjectNode();
    hooks.put("description", "Keeps keys out of files, commands, commits and conversations.");
    ObjectNode events = hooks.putObject("hooks");
    events.set("SessionStart", hook("startup|resume", "adopt", 30));
    events.set("PreToolUse", hook("*", "guard", 30));
    return hooks;
  }

  private static ArrayNode hook(String matcher, String script, int seconds) {
    ObjectNode command =
        JSON.createObjectNode()
            .put("type", "command")
            .put("command", "\"" + ROOT + "\"/hooks/" + script)
            .put("timeout", seconds);
    ObjectNode group = JSON.createObjectNode().put("matcher", matcher);
    group.set("hooks", JSON.valueToTree(List.of(command)));
    return JSON.createArrayNode().add(group);
  }
}
