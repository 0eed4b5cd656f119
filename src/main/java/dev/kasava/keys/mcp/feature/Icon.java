package dev.kasava.keys.mcp.feature;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * A picture for people (MCP 2025-11-25, icons).
 *
 * @param src where it is; here always a data URI, so that no client has to fetch anything
 */
public record Icon(String src, String mimeType, List<String> sizes) {
  public static Icon ofSvg(String svg) {
    return new Icon(
        "data:image/svg+xml;base64,"
            + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8)),
        "image/svg+xml",
        List.of("any"));
  }
}
