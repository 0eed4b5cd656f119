package dev.kasava.keys.cli;

import dev.kasava.keys.wire.RateLimitShape;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits as people write and read them: 100/1m is 100 requests a minute. */
final class Limits {
  private static final Pattern LIMIT = Pattern.compile("(\\d{1,9})/(\\w{1,7})");

  private Limits() {}

  /**
   * Reads a limit.
   *
   * @return null for "none"
   */
  static @Nullable RateLimitShape parse(String text) {
    if (text.equalsIgnoreCase("none")) {
      return null;
    }
    Matcher matcher = LIMIT.matcher(text);
    if (!matcher.matches()) {
      throw new CommandFailure(
          ExitCode.USAGE, "Write a limit as 100/1m (100 requests a minute), or none.");
    }
    Duration window = Times.span(matcher.group(2));
    return new RateLimitShape(Long.parseLong(matcher.group(1)), window.toSeconds());
  }
}
