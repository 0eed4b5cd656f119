package dev.kasava.keys.mcp.tool;

import dev.kasava.keys.wire.KeyShape;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Results as sentences. Whatever people wrote is quoted, so that it reads as what it is: data. */
final class Prose {
  private Prose() {}

  /** A name in quotes, without what markup and markdown are made of. */
  static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    name.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> text.append('\'');
                case '<', '>', '[', ']', '(', ')', '`', '*', '_', '#', '|', '!', '\\', '{', '}' ->
                    text.append('\u00B7');
                default -> text.appendCodePoint(c);
              }
            });
    return text.append('"').toString();
  }

  /** A key in one line. */
  static String line(KeyShape key) {
    return quoted(key.name())
        + " ("
        + key.id()
        + "): "
        + key.status().replace('_', ' ')
        + ", "
        + (key.scopes().isEmpty() ? "no scopes" : "scopes " + String.join(" ", key.scopes()))
        + ", last used "
        + orNever(key.lastUsedAt())
        + ", expires "
        + orNever(key.expiresAt())
        + (key.replacementPending() ? ", a replacement waits for its claim" : "")
        + ".";
  }

  static String orNever(@Nullable Instant moment) {
    return moment == null ? "never" : "at " + moment;
  }
}
