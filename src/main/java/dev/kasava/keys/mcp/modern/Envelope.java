package dev.kasava.keys.mcp.modern;

import dev.kasava.keys.key.Client;
import dev.kasava.keys.mcp.RpcError;
import dev.kasava.keys.mcp.feature.Ability;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a request says of itself and its sender (MCP 2026-07-28, basic protocol, per-request
 * protocol fields).
 *
 * @param progressToken a text or a whole number; null when no progress is wanted
 * @param logLevel null when no log is wanted
 */
record Envelope(
    Client client,
    Set<Ability> abilities,
    @Nullable JsonNode progressToken,
    @Nullable String logLevel) {
  static final String PREFIX = "io.modelcontextprotocol/";
  static final String VERSION = PREFIX + "protocolVersion";
  private static final String CAPABILITIES = PREFIX + "clientCapabilities";
  private static final String CLIENT_INFO = PREFIX + "clientInfo";
  private static final String LOG_LEVEL = PREFIX + "logLevel";

  /** From the least to the most grave (RFC 5424). */
  static final List<String> LEVELS =
      List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

  // What a version may look like, so that nothing else is ever echoed.
  private static final Pattern VERSION_TEXT = Pattern.compile("[0-9A-Za-z.-]{1,32}");

  /** What came of reading one. */
  sealed interface Read {
    record Good(Envelope envelope) implements Read {}

    record Bad(RpcError error) implements Read {}
  }

  static Read read(ObjectNode params) {
    JsonNode meta = params.path("_meta");
    String version = meta.path(VERSION).stringValue(null);
    if (version == null || !meta.path(CAPABILITIES).isObject()) {
      return bad(
          "Each request has to carry _meta with "
              + VERSION
              + ", a text, and "
              + CAPABILITIES
              + ", an object.");
    }
    if (!version.equals(ModernLane.PROTOCOL_VERSION)) {
      return new Read.Bad(unsupported(version));
    }
    JsonNode info = meta.path(CLIENT_INFO);
    JsonNode level = meta.path(LOG_LEVEL);
    if (!level.isMissingNode() && !LEVELS.contains(level.stringValue(""))) {
      return bad("The log level has to be one of: " + String.join(", ", LEVELS) + ".");
    }
    JsonNode token = meta.path("progressToken");
    return new Read.Good(
        new Envelope(
            Client.named(info.path("name").stringValue(null)),
            Ability.in(meta.path(CAPABILITIES)),
            token.isString() || token.isIntegralNumber() ? token : null,
            level.stringValue(null)));
  }

  static RpcError unsupported(String version) {
    return RpcError.unsupportedVersion(
        VERSION_TEXT.matcher(version).matches() ? version : "", ModernLane.SUPPORTED);
  }

  private static Read bad(String message) {
    return new Read.Bad(RpcError.invalidParams(message));
  }

  /** Whether a log of this level is wanted. */
  boolean wants(String level) {
    return logLevel != null && LEVELS.indexOf(level) >= LEVELS.indexOf(logLevel);
  }
}
