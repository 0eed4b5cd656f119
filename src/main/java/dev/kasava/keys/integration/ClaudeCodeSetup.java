package dev.kasava.keys.integration;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.machine.Programs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Claude Code, by its own command: it writes its configuration all the time, so nobody else should.
 * A complete plugin beside this program is installed as such; else the bridge alone is added.
 */
final class ClaudeCodeSetup implements Setup {
  /** The plugin, as Claude Code names it with its marketplace. */
  static final String PLUGIN = Product.ENTRY + "@" + Product.ENTRY;

  private static final int SECONDS = 60;

  private final Map<String, String> environment;
  private final Places places;
  private final Path launcher;
  private final URI server;

  ClaudeCodeSetup(Map<String, String> environment, Places places, Path launcher, URI server) {
    this.environment = environment;
    this.places = places;
    this.launcher = launcher;
    this.server = server;
  }

  @Override
  public void prepare() {
    claude();
  }

  private Path claude() {
    return Programs.find("claude", environment)
        .orElseThrow(
            () ->
                new HolderException(
                    "There is no command \"claude\" on the PATH. Install Claude Code, or add its"
                        + " folder to the PATH, then run this again."));
  }

  @Override
  public Applied apply(Launch launch) {
    undo();
    Optional<Path> plugin = completePlugin();
    if (plugin.isPresent()) {
      install(plugin.get());
      return new Applied("Claude Code, as the plugin " + PLUGIN, Optional.empty(), next());
    }
    List<String> add = new ArrayList<>(List.of("mcp", "add", "--scope", "user", Product.ENTRY));
    launch.environment().forEach((name, value) -> add.addAll(List.of("-e", name + "=" + value)));
    add.add("--");
    add.addAll(launch.words());
    require(add, "");
    return new Applied("Claude Code, as the MCP server kasava", Optional.empty(), next());
  }

  private static String next() {
    return "Run \"claude mcp list\": it says that kasava is connected. Start Claude Code anew and"
        + " ask: which API keys do I have?";
  }

  private void install(Path plugin) {
    require(List.of("plugin", "marketplace", "add", plugin.toString()), "");
    require(List.of("plugin", "install", PLUGIN), "");
    require(
        List.of("plugin", "configure", PLUGIN, "--values-stdin"),
        JsonMapper.shared().writeValueAsString(Map.of("server_url", server.toString())));
  }

  /** The folder above the launcher's, where it is a whole plugin and a marketplace of its own. */
  private Optional<Path> completePlugin() {
    Path bin = launcher.getParent();
    return Optional.ofNullable(bin == null ? null : bin.getParent())
        .filter(folder -> Files.exists(folder.resolve(".claude-plugin/marketplace.json")))
        .filter(folder -> Files.isDirectory(folder.resolve("lib/kasava")));
  }

  @Override
  public boolean undo() {
    boolean hadServer = tried(List.of("mcp", "remove", "--scope", "user", Product.ENTRY));
    boolean hadPlugin = tried(List.of("plugin", "uninstall", PLUGIN));
    tried(List.of("plugin", "marketplace", "remove", Product.ENTRY));
    return hadServer || hadPlugin;
  }

  private boolean tried(List<String> arguments) {
    return run(arguments, "").isWell();
  }

  private void require(List<String> arguments, String input) {
    Programs.Ended ended = run(arguments, input);
    if (!ended.isWell()) {
      throw new HolderException(
          "\"claude "
              + String.join(" ", arguments.subList(0, 2))
              + "\" failed: "
              + ended.output().strip().lines().findFirst().orElse("it said nothing")
              + " Mend that, then run this again.");
    }
  }

  private Programs.Ended run(List<String> arguments, String input) {
    List<String> command = new ArrayList<>(List.of(claude().toString()));
    command.addAll(arguments);
    try {
      return Programs.run(command, input, SECONDS);
    } catch (IOException e) {
      throw new HolderException("Claude Code did not answer. Start it once by itself, then retry.");
    }
  }

  @Override
  public Presence presence() {
    ConfigFile servers = new ConfigFile(places.file(Integration.CLAUDE_CODE));
    ConfigFile plugins = new ConfigFile(places.claudeSettings());
    try {
      if (servers.find(Integration.CLAUDE_CODE.path()).isPresent()
          || plugins
              .find(List.of("enabledPlugins", PLUGIN))
              .filter(enabled -> enabled.booleanValue(false))
              .isPresent()) {
        return Presence.CONFIGURED;
      }
    } catch (HolderException e) {
      return Presence.INSTALLED;
    }
    return Programs.find("claude", environment).isPresent() ? Presence.INSTALLED : Presence.ABSENT;
  }
}
