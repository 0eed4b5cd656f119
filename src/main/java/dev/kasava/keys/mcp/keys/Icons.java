package dev.kasava.keys.mcp.keys;

import dev.kasava.keys.mcp.feature.Icon;
import dev.kasava.keys.mcp.feature.Tool;
import java.util.List;

/** Small pictures in the page's colour. */
final class Icons {
  static final List<Icon> KEY =
      icon("<circle cx='8' cy='15' r='4'/><path d='M11 12 20 3m-4 4 3 3m-6 0 2 2'/>");
  private static final List<Icon> READING =
      icon("<circle cx='11' cy='11' r='7'/><path d='m20 20-4-4'/>");
  private static final List<Icon> CHANGING = icon("<path d='M4 20h4L19 9l-4-4L4 16zM13 7l4 4'/>");
  private static final List<Icon> ENDING =
      icon("<path d='M4 7h16M9 7V4h6v3m-9 0 1 13h10l1-13M10 11v5m4-5v5'/>");

  private Icons() {}

  private static List<Icon> icon(String strokes) {
    return List.of(
        Icon.ofSvg(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none'"
                + " stroke='#5b5bd6' stroke-width='2' stroke-linecap='round'"
                + " stroke-linejoin='round'>"
                + strokes
                + "</svg>"));
  }

  static List<Icon> of(Tool.Hints hints) {
    return switch (hints) {
      case READS -> READING;
      case CHANGES -> CHANGING;
      case ENDS -> ENDING;
    };
  }
}
