package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.wire.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a session of the older era begins with, looked at token by token: a client waits for nothing
 * as much as for this, and what takes messages apart into trees takes long to get ready.
 */
final class Opening {
  /** What a server speaks that does not say it. */
  private static final String USUAL_VERSION = "2025-11-25";

  private Opening() {}

  /** Whether it is an {@code initialize} request beyond doubt; another look tells about others. */
  static boolean isInitialize(byte[] message, Json json) {
    try (JsonParser tokens = json.tokens(message)) {
      if (tokens.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      int right = 0;
      for (String field = tokens.nextName(); field != null; field = tokens.nextName()) {
        tokens.nextToken();
        boolean isRight =
            switch (field) {
              case "jsonrpc" -> isText(tokens, "2.0");
              case "method" -> isText(tokens, "initialize");
              case "id" -> isId(tokens);
              case "params" -> isWithoutMetadata(tokens);
              default -> false;
            };
        if (!isRight) {
          return false;
        }
        right++;
      }
      return right == 4 && tokens.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }

  private static boolean isText(JsonParser tokens, String text) {
    return tokens.currentToken() == JsonToken.VALUE_STRING && text.equals(tokens.getString());
  }

  private static boolean isId(JsonParser tokens) {
    return tokens.currentToken() == JsonToken.VALUE_STRING
        || (tokens.currentToken() == JsonToken.VALUE_NUMBER_INT
            && tokens.getNumberType() != JsonParser.NumberType.BIG_INTEGER);
  }

  private static boolean isWithoutMetadata(JsonParser tokens) {
    if (tokens.currentToken() != JsonToken.START_OBJECT) {
      return false;
    }
    for (String field = tokens.nextName(); field != null; field = tokens.nextName()) {
      if (field.equals("_meta")) {
        return false;
      }
      tokens.nextToken();
      tokens.skipChildren();
    }
    return true;
  }

  /** The revision that an answer settles on; null when it is no answer to {@code initialize}. */
  static @Nullable String versionIn(byte[] answer, Json json) {
    try (JsonParser tokens = json.tokens(answer)) {
      String version = null;
      if (tokens.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      for (String field = tokens.nextName(); field != null; field = tokens.nextName()) {
        JsonToken value = tokens.nextToken();
        if (field.equals("result") && value == JsonToken.START_OBJECT) {
          version = versionOf(tokens);
        } else {
          tokens.skipChildren();
        }
      }
      return tokens.nextToken() == null ? version : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  private static String versionOf(JsonParser tokens) {
    String version = USUAL_VERSION;
    for (String field = tokens.nextName(); field != null; field = tokens.nextName()) {
      if (tokens.nextToken() == JsonToken.VALUE_STRING && field.equals("protocolVersion")) {
        version = tokens.getString();
      }
      tokens.skipChildren();
    }
    return version;
  }
}
