package dev.kasava.keys.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** How a line of the log is written. */
enum LogFormat {
  /** For people. */
  TEXT {
    @Override
    String line(Instant at, Level level, String logger, String message, @Nullable Throwable cause) {
      StringBuilder line = new StringBuilder(128);
      line.append(TIME.format(at.atZone(ZoneId.systemDefault())))
          .append(' ')
          .append(level)
          .append(' ')
          .append(logger.substring(logger.lastIndexOf('.') + 1))
          .append(" - ");
      // What somebody sent must not look like a line of its own, nor move the cursor.
      message.chars().forEach(c -> line.append(Character.isISOControl(c) ? '?' : (char) c));
      if (cause != null) {
        line.append('\n').append(stack(cause).stripTrailing());
      }
      return line.toString();
    }
  },

  /** One JSON object a line: time, level, logger, message, and the stack of a failure. */
  JSON {
    @Override
    String line(Instant at, Level level, String logger, String message, @Nullable Throwable cause) {
      StringBuilder line = new StringBuilder(192);
      line.append("{\"time\":\"").append(at.truncatedTo(ChronoUnit.MILLIS)).append('"');
      add(line, "level", level.toString());
      add(line, "logger", logger);
      add(line, "message", message);
      if (cause != null) {
        add(line, "error", cause.toString());
        add(line, "stack", stack(cause));
      }
      return line.append('}').toString();
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  /** Without the end of the line. */
  abstract String line(
      Instant at, Level level, String logger, String message, @Nullable Throwable cause);

  private static String stack(Throwable cause) {
    StringWriter stack = new StringWriter();
    cause.printStackTrace(new PrintWriter(stack));
    return stack.toString();
  }

  private static void add(StringBuilder line, String name, String value) {
    line.append(",\"").append(name).append("\":\"");
    value.chars().forEach(c -> addEscaped(line, (char) c));
    line.append('"');
  }

  /**
   * Beyond ASCII everything is escaped, so that half a surrogate pair and odd terminals do no harm.
   */
  private static void addEscaped(StringBuilder line, char c) {
    switch (c) {
      case '"', '\\' -> line.append('\\').append(c);
      case '\n' -> line.append("\\n");
      case '\t' -> line.append("\\t");
      default -> {
        if (c >= ' ' && c < 0x7f) {
          line.append(c);
        } else {
          line.append("\\u").append(java.util.HexFormat.of().toHexDigits(c));
        }
      }
    }
  }
}
