package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.JsonCursor.Unclear;
import org.jspecify.annotations.Nullable;

/** What a session of the older era begins with, looked at without being taken apart. */
final class Opening {
  /** What a server speaks that does not say it. */
  private static final String USUAL_VERSION = "2025-11-25";

  private static final int JSONRPC = 1;
  private static final int METHOD = 2;
  private static final int ID = 4;
  private static final int PARAMS = 8;
  private static final int OTHER = 16;

  private Opening() {}

  /** Whether it is an {@code initialize} request beyond doubt; another look tells about others. */
  static boolean isInitialize(byte[] message) {
    return fields("initialize", message) == (JSONRPC | METHOD | ID | PARAMS);
  }

  /** Whether it asks for the list of tools, likewise. */
  static boolean isToolList(byte[] message) {
    return (fields("tools/list", message) | PARAMS) == (JSONRPC | METHOD | ID | PARAMS);
  }

  /** Whether it tells that the client is ready, likewise. */
  static boolean isInitialized(byte[] message) {
    return (fields("notifications/initialized", message) | PARAMS) == (JSONRPC | METHOD | PARAMS);
  }

  /** Which fields a message of this method has; none when it is not plainly one. */
  private static int fields(String method, byte[] message) {
    try {
      JsonCursor json = new JsonCursor(message);
      json.take('{');
      boolean isRight = true;
      int fields = 0;
      for (String name = json.name(true); name != null; name = json.name(false)) {
        isRight &= isRight(name, method, json) && (fields & bit(name)) == 0;
        fields |= bit(name);
      }
      json.end();
      return isRight ? fields : 0;
    } catch (Unclear e) {
      return 0;
    }
  }

  private static boolean isRight(String field, String method, JsonCursor json) throws Unclear {
    return switch (field) {
      case "jsonrpc" -> json.string().equals("2.0");
      case "method" -> json.string().equals(method);
      case "id" -> isId(json);
      case "params" -> isWithoutMetadata(json);
      default -> {
        json.skip();
        yield false;
      }
    };
  }

  private static boolean isId(JsonCursor json) throws Unclear {
    if (json.peek() == '"') {
      return !json.string().isEmpty();
    }
    json.number();
    return true;
  }

  private static int bit(String field) {
    return switch (field) {
      case "jsonrpc" -> JSONRPC;
      case "method" -> METHOD;
      case "id" -> ID;
      case "params" -> PARAMS;
      default -> OTHER;
    };
  }

  private static boolean isWithoutMetadata(JsonCursor json) throws Unclear {
    json.take('{');
    boolean isWithout = true;
    for (String name = json.name(true); name != null; name = json.name(false)) {
      isWithout &= !name.equals("_meta");
      json.skip();
    }
    return isWithout;
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
    for (String name = json.name(true); name != null; name = json.name(false)) {
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
    for (String name = json.name(true); name != null; name = json.name(false)) {
      if (name.equals("protocolVersion") && json.peek() == '"') {
        version = json.string();
      } else {
        json.skip();
      }
    }
    return version;
  }
}
