package dev.kasava.keys.mcp.feature;

import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text that other people wrote, made such that it reads as the data it is: neither a model nor
 * whatever renders its answers finds markup in it.
 */
public final class Inert {
  private static final String MARKUP = "<>[]()`*_#|!\\{}";

  // Without these there are no links, pictures and tags; ids and previews stay as they are.
  private static final String MARKUP_IN_JSON = "<>[]`|!/";

  private static final JsonMapper ESCAPING =
      JsonMapper.builder(JsonFactory.builder().characterEscapes(new MarkupEscapes()).build())
          .build();

  private Inert() {}

  /** In quotes, without what markup, markdown and links are made of. */
  public static String quoted(String text) {
    return '"' + plain(text).replace('"', '\'') + '"';
  }

  /** Without what markup, markdown and links are made of. */
  public static String plain(String text) {
    StringBuilder inert = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < 0x80 && MARKUP.indexOf(c) >= 0) {
                inert.append('\u00B7');
              } else if (Character.isISOControl(c)) {
                inert.append(' ');
              } else {
                inert.appendCodePoint(c);
              }
            });
    return inert.toString().replace("://", ":\u00B7//");
  }

  /** JSON in which markup stands escaped: programs read the very texts, renderers find nothing. */
  public static String json(Object shape) {
    return ESCAPING.writeValueAsString(shape);
  }

  private static final class MarkupEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    private final int[] escapes = standardAsciiEscapesForJSON();

    MarkupEscapes() {
      MARKUP_IN_JSON.chars().forEach(c -> escapes[c] = ESCAPE_CUSTOM);
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return new SerializedString(String.format("\\u%04x", c));
    }
  }
}
