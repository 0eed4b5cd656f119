package dev.kasava.keys.mcp.stdio;

import dev.kasava.keys.mcp.legacy.LegacyLane;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a client of the older era asks first, answered to the operator, whose rights are known
 * without the data folder: how a session begins, and the list of tools. The answers were written
 * down when the program was built, byte by byte those that its lanes give. Not thread-safe.
 */
public final class Prelude {
  static final String VERSION = "{version}";
  static final String PROTOCOL_VERSION = "{protocolVersion}";

  private static final byte[] NOTHING = {};

  private final String release;
  private boolean hasBegun;

  /**
   * @param release the version that this program has
   */
  public Prelude(String release) {
    this.release = release;
  }

  /** Whether a session was begun. */
  boolean hasBegun() {
    return hasBegun;
  }

  /**
   * Answers a message.
   *
   * @return empty where it asks for no answer; null where it takes the lanes, to which then
   *     everything goes that follows
   */
  byte @Nullable [] answer(byte[] message) {
    Asked asked = Asked.in(message);
    if (asked == null) {
      return null;
    }
    String id = asked.id();
    String version = asked.version();
    return switch (asked.method()) {
      case LegacyLane.INITIALIZE ->
          id == null || version == null || hasBegun ? null : begin(id, version);
      case "tools/list" ->
          id == null || version != null || !hasBegun ? null : result(id, read("tools"));
      case "notifications/initialized" ->
          id != null || version != null || !hasBegun ? null : NOTHING;
      default -> null;
    };
  }

  private byte[] begin(String id, String version) {
    hasBegun = true;
    return result(
        id,
        read("introduction")
            .replace(PROTOCOL_VERSION, LegacyLane.agreed(version))
            .replace(VERSION, release));
  }

  private static byte[] result(String id, String result) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String read(String name) {
    try (InputStream in = Prelude.class.getResourceAsStream("/mcp/prelude/" + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
