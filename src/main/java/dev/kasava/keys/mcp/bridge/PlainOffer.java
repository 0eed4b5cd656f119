package dev.kasava.keys.mcp.bridge;

import dev.kasava.keys.mcp.JsonCursor;
import dev.kasava.keys.mcp.JsonCursor.Unclear;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The same as an {@link Offer}, written into an answer that is not taken apart: a client waits for
 * the list of tools when it starts, and the library takes longer to set up than all the rest. Not
 * looked at is whether texts are UTF-8, and whether names stand twice; the server is trusted with
 * that.
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
   * @throws Unclear when another look has to tell what it is
   */
  static byte[] in(byte[] answer) throws Unclear {
    return new PlainOffer(answer).whole();
  }

  private byte[] whole() throws Unclear {
    boolean isRpc = false;
    boolean hasId = false;
    boolean hasTools = false;
    json.take('{');
    for (String name = json.name(); name != null; name = json.name()) {
      switch (name) {
        case "jsonrpc" -> isRpc = json.string().equals("2.0");
        case "result" -> hasTools = hasTools();
        default -> {
          hasId |= name.equals("id");
          json.skip();
        }
      }
    }
    json.end();
    if (!isRpc || !hasId || !hasTools) {
      throw new Unclear();
    }
    writeUpTo(answer.length);
    return offered.toByteArray();
  }

  private boolean hasTools() throws Unclear {
    boolean hasTools = false;
    json.take('{');
    for (String name = json.name(); name != null; name = json.name()) {
      if (name.equals("tools")) {
        tools();
        hasTools = true;
      } else {
        json.skip();
      }
    }
    return hasTools;
  }

  private void tools() throws Unclear {
    json.take('[');
    while (json.element()) {
      tool();
    }
  }

  private void tool() throws Unclear {
    String tool = null;
    Properties properties = null;
    json.take('{');
    for (String name = json.name(); name != null; name = json.name()) {
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
    for (String name = json.name(); name != null; name = json.name()) {
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
    for (String name = json.name(); name != null; name = json.name()) {
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
