package dev.kasava.keys.integration;

import dev.kasava.keys.integration.JsonOutline.Body;
import dev.kasava.keys.integration.JsonOutline.Member;
import java.util.ArrayList;
import java.util.List;

/**
 * JSON with comments and trailing commas, as people keep their settings in it. A change leaves
 * every other character as it is.
 */
final class JsonText {
  private static final String INDENT = "  ";

  private final String text;
  private final JsonOutline outline;

  private JsonText(String text) {
    this.text = text;
    this.outline = new JsonOutline(text);
  }

  /**
   * The text with a value at the end of a path of names.
   *
   * @param value JSON, on as many lines as it likes
   * @throws IllegalArgumentException when the text is no JSON object, or something on the path none
   */
  static String with(String text, List<String> path, String value) {
    return text.isBlank() ? nested(path, value, "") + "\n" : new JsonText(text).with(path, value);
  }

  /** The text without the value at the end of a path; the same when there is none. */
  static String without(String text, List<String> path) {
    return text.isBlank() ? text : new JsonText(text).without(path);
  }

  private String with(List<String> path, String value) {
    Body body = outline.root();
    for (int depth = 0; ; depth++) {
      Member member = body.named(path.get(depth));
      if (member == null) {
        return insert(body, path.subList(depth, path.size()), value);
      }
      if (depth == path.size() - 1) {
        return text.substring(0, member.valueStart())
            + value.replace("\n", lineEnd() + indentAt(member.start()))
            + text.substring(member.valueEnd());
      }
      body = outline.body(member.valueStart());
    }
  }

  private String without(List<String> path) {
    List<Body> bodies = new ArrayList<>();
    List<Member> members = new ArrayList<>();
    Body body = outline.root();
    for (int depth = 0; depth < path.size(); depth++) {
      Member member = body.named(path.get(depth));
      if (member == null) {
        return text;
      }
      bodies.add(body);
      members.add(member);
      if (depth < path.size() - 1) {
        body = outline.body(member.valueStart());
      }
    }
    int depth = path.size() - 1;
    // What held nothing else goes as well, unless somebody wrote a comment there.
    while (depth > 0 && holdsOnly(bodies.get(depth), members.get(depth))) {
      depth--;
    }
    return cut(bodies.get(depth), members.get(depth));
  }

  private boolean holdsOnly(Body body, Member member) {
    String rest =
        text.substring(body.open() + 1, member.start())
            + text.substring(member.valueEnd(), body.close());
    return rest.replace(",", "").isBlank();
  }

  private String cut(Body body, Member member) {
    int comma = outline.commaAfter(member.valueEnd());
    int end = comma < 0 ? member.valueEnd() : comma + 1;
    int from = startOf(member, end);
    int index = body.members().indexOf(member);
    if (index < body.members().size() - 1 || index == 0 || comma >= 0) {
      return text.substring(0, from) + text.substring(end);
    }
    int before = outline.commaAfter(body.members().get(index - 1).valueEnd());
    return text.substring(0, before)
        + text.substring(before + 1, Math.max(from, before + 1))
        + text.substring(end);
  }

  /**
   * With the white space before it; where something follows on the line, only as far as that goes
   * on one line: what follows must not be drawn into a comment above.
   */
  private int startOf(Member member, int end) {
    boolean isAloneAtEnd = outline.isLineEnd(end);
    int from = member.start();
    while (Character.isWhitespace(text.charAt(from - 1))
        && (isAloneAtEnd || !outline.isLineEnd(from - 1))) {
      from--;
    }
    return from;
  }

  private String insert(Body body, List<String> names, String value) {
    String lineEnd = lineEnd();
    String outer = indentAt(body.open());
    String inner = body.members().isEmpty() ? outer + INDENT : innerIndent(body, outer);
    String member = quoted(names.getFirst()) + ": " + rest(names, value, inner);
    String line = lineEnd + inner + member.replace("\n", lineEnd);
    if (body.members().isEmpty()) {
      String inside = text.substring(body.open() + 1, body.close()).stripTrailing();
      return text.substring(0, body.open() + 1)
          + inside
          + line
          + lineEnd
          + outer
          + text.substring(body.close());
    }
    int after = body.members().getLast().valueEnd();
    int comma = outline.commaAfter(after);
    int end = outline.endOfLine(comma < 0 ? after : comma + 1, body.close());
    return text.substring(0, after)
        + (comma < 0 ? "," : "")
        + text.substring(after, end)
        + line
        + (comma < 0 ? "" : ",")
        + text.substring(end);
  }

  private String lineEnd() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  private String innerIndent(Body body, String outer) {
    int first = body.members().getFirst().start();
    return text.substring(body.open(), first).contains("\n") ? indentAt(first) : outer + INDENT;
  }

  private static String rest(List<String> names, String value, String indent) {
    return names.size() == 1
        ? value.replace("\n", "\n" + indent)
        : nested(names.subList(1, names.size()), value, indent);
  }

  private static String nested(List<String> names, String value, String indent) {
    String inner = indent + INDENT;
    return "{\n"
        + inner
        + quoted(names.getFirst())
        + ": "
        + rest(names, value, inner)
        + "\n"
        + indent
        + "}";
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }

  /** The white space that the line of this place begins with. */
  private String indentAt(int place) {
    int line = text.lastIndexOf('\n', place - 1) + 1;
    int end = line;
    while (end < place && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(line, end);
  }
}
