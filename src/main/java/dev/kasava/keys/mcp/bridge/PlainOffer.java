package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.JsonCursor.Unclear;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The same as an {@link Offer}, written into a list of tools that is not taken apart: a client
 * waits for that list when it starts, and the library takes longer to set up than all the rest.
 */
final class PlainOffer {
  private static final byte[] PROPERTY =
      ("\"" + Errands.DELIVER_TO + "\":" + Offer.SCHEMA).getBytes(StandardCharsets.US_ASCII);

  private final byte[] answer;
  private final JsonCursor json;
  private final ByteArrayOutputStream offered = new ByteArrayOutputStream();
  private int written;

  private PlainOffer(byte[] answer) {
    this.answer = answer;
    this.json = new JsonCursor(answer);
  }

  /**
   * An answer to {@code tools/list}, with what the bridge adds.
   *
   * @throws Unclear when it is none, or takes another look
   */
  static byte[] in(byte[] answer) throws Unclear {
    return new PlainOffer(answer).whole();
  }

  private byte[] whole() throws Unclear {
    boolean isList = false;
    json.take('{');
    for (String name = json.name(true); name != null; name = json.name(false)) {
      if (name.equals("result")) {
        result();
        isList = true;
      } else {
        json.skip();
      }
    }
    json.end();
    if (!isList) {
      throw new Unclear();
    }
    writeUpTo(answer.length);
    return offered.toByteArray();
  }

  private void result() throws Unclear {
    json.take('{');
    for (String name = json.name(true); name != null; name = json.name(false)) {
      if (name.equals("tools")) {
        tools();
      } else {
        json.skip();
      }
    }
  }

  private void tools() throws Unclear {
    json.take('[');
    for (boolean isFirst = true; json.element(isFirst); isFirst = false) {
      tool();
    }
  }

  private void tool() throws Unclear {
    String tool = null;
    Properties properties = null;
    json.take('{');
    for (String name = json.name(true); name != null; name = json.name(false)) {
      switch (name) {
        case "name" -> tool = json.string();
        case "inputSchema" -> properties = schema();
        default -> json.skip();
      }
    }
    if (tool != null && properties != null && Errands.delivers(tool)) {
      writeUpTo(properties.end());
      if (!properties.isEmpty()) {
        offered.write(',');
      }
      offered.writeBytes(PROPERTY);
    }
  }

  /**
   * @param end where the brace is that closes them
   */
  private record Properties(int end, boolean isEmpty) {}

  private @Nullable Properties schema() throws Unclear {
    Properties found = null;
    json.take('{');
    for (String name = json.name(true); name != null; name = json.name(false)) {
      if (name.equals("properties")) {
        found = properties();
      } else {
        json.skip();
      }
    }
    return found;
  }

  private Properties properties() throws Unclear {
    boolean isEmpty = true;
    json.take('{');
    for (String name = json.name(true); name != null; name = json.name(false)) {
      if (name.equals(Errands.DELIVER_TO)) {
        throw new Unclear();
      }
      json.skip();
      isEmpty = false;
    }
    return new Properties(json.at() - 1, isEmpty);
  }

  private void writeUpTo(int end) {
    offered.write(answer, written, end - written);
    written = end;
  }
}
