package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.JsonCursor.Unclear;
import dev.kasava.keys.mcp.Message;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A message that a session of the older era begins with, looked at without being taken apart.
 *
 * @param id a text or a whole number; null when it has none
 * @param hasParams whether it has params, if only empty ones
 * @param hasArguments whether anything is in them
 */
record Opening(String method, @Nullable Object id, boolean hasParams, boolean hasArguments) {
  /** What a server speaks that does not say it. */
  private static final String USUAL_VERSION = "2025-11-25";

  private static final String INITIALIZE = "initialize";
  private static final String TOOL_LIST = "tools/list";
  private static final String INITIALIZED = "notifications/initialized";
  private static final Set<String> METHODS = Set.of(INITIALIZE, TOOL_LIST, INITIALIZED);

  /** Looks at a message; null when another look has to tell what it is. */
  static @Nullable Opening in(byte[] message) {
    try {
      return new Look(new JsonCursor(message)).result();
    } catch (Unclear e) {
      return null;
    }
  }

  /** Whether it begins a session, beyond doubt. */
  boolean isInitialize() {
    return method.equals(INITIALIZE) && id != null && hasParams;
  }

  /** Whether it asks for the whole list of tools. */
  boolean isToolList() {
    return method.equals(TOOL_LIST) && id != null && !hasArguments;
  }

  /** Whether it tells that the client is ready. */
  boolean isInitialized() {
    return method.equals(INITIALIZED) && id == null;
  }

  /** The same as a request; it has to have an id, and no arguments. */
  Message.Request request() {
    return new Message.Request(
        Objects.requireNonNull(id), method, JsonNodeFactory.instance.objectNode());
  }

  /** What was seen so far. */
  private static final class Look {
    private final JsonCursor json;
    private boolean isRpc;
    private @Nullable String method;
    private @Nullable Object id;
    private boolean hasParams;
    private boolean hasArguments;

    Look(JsonCursor json) {
      this.json = json;
    }

    Opening result() throws Unclear {
      json.take('{');
      for (String name = json.name(); name != null; name = json.name()) {
        look(name);
      }
      json.end();
      String found = method;
      if (!isRpc || found == null) {
        throw new Unclear();
      }
      return new Opening(found, id, hasParams, hasArguments);
    }

    private void look(String field) throws Unclear {
      switch (field) {
        case "jsonrpc" -> {
          expect(!isRpc && json.string().equals("2.0"));
          isRpc = true;
        }
        case "method" -> {
          expect(method == null);
          String found = json.string();
          expect(METHODS.contains(found));
          method = found;
        }
        case "id" -> {
          expect(id == null);
          id = id();
        }
        case "params" -> {
          expect(!hasParams);
          hasParams = true;
          lookIntoParams();
        }
        default -> throw new Unclear();
      }
    }

    private Object id() throws Unclear {
      if (json.peek() != '"') {
        return json.number();
      }
      String text = json.string();
      expect(!text.isEmpty());
      return text;
    }

    /** What says something of itself may be of the newer era. */
    private void lookIntoParams() throws Unclear {
      json.take('{');
      for (String name = json.name(); name != null; name = json.name()) {
        expect(!name.equals("_meta"));
        json.skip();
        hasArguments = true;
      }
    }

    private static void expect(boolean isPlain) throws Unclear {
      if (!isPlain) {
        throw new Unclear();
      }
    }
  }

  /**
   * The revision that an answer settles on; null when it is no answer to {@code initialize}.
   *
   * @throws Unclear when that takes another look
   */
  static @Nullable String versionIn(byte[] answer) throws Unclear {
    JsonCursor json = new JsonCursor(answer);
    json.take('{');
    String version = null;
    for (String name = json.name(); name != null; name = json.name()) {
      if (name.equals("result") && json.peek() == '{') {
        version = versionOf(json);
      } else {
        json.skip();
      }
    }
    json.end();
    return version;
  }

  private static String versionOf(JsonCursor json) throws Unclear {
    json.take('{');
    String version = USUAL_VERSION;
    for (String name = json.name(); name != null; name = json.name()) {
      if (name.equals("protocolVersion") && json.peek() == '"') {
        version = json.string();
      } else {
        json.skip();
      }
    }
    return version;
  }
}
