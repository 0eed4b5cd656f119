package dev.kasava.keys.mcp.feature;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A piece of a result, as it goes over the wire (MCP, tools, tool result). */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Content(
    String type,
    @Nullable String text,
    @Nullable String data,
    @Nullable String mimeType,
    @Nullable Contents resource) {

  /**
   * What a resource holds.
   *
   * @param text what it holds; null when it holds bytes
   * @param blob the bytes in Base64; null when it holds text
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Contents(
      String uri, String mimeType, @Nullable String text, @Nullable String blob) {}

  public static Content text(String text) {
    return new Content("text", text, null, null, null);
  }

  /**
   * @param data in Base64
   */
  public static Content image(String data, String mimeType) {
    return new Content("image", null, data, mimeType, null);
  }

  /**
   * @param data in Base64
   */
  public static Content audio(String data, String mimeType) {
    return new Content("audio", null, data, mimeType, null);
  }

  public static Content resource(Contents contents) {
    return new Content("resource", null, null, null, contents);
  }
}
