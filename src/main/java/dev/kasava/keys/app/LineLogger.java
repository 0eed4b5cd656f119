package dev.kasava.keys.app;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Writes each event as one piece to standard error: standard output is the protocol's. */
final class LineLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  private static volatile LogFormat format = LogFormat.TEXT;

  private final @Nullable Level least;

  LineLogger(String name) {
    this.name = name;
    this.least = leastOf(name);
  }

  /** Has all loggers write like this from now on. */
  static void write(LogFormat chosen) {
    format = chosen;
  }

  private static @Nullable Level leastOf(String name) {
    if (name.startsWith("dev.kasava")) {
      return Level.INFO;
    }
    // A pool that finds its connections ended advises what is of no use; the feed says what is
    // lost.
    if (name.equals("com.zaxxer.hikari.pool.PoolBase")) {
      return Level.ERROR;
    }
    // What a keychain cannot do is an answer that we name ourselves.
    boolean isKeychain = name.startsWith("org.freedesktop") || name.startsWith("de.swiesend");
    return isKeychain ? null : Level.WARN;
  }

  private boolean isOn(Level level) {
    return least != null && level.toInt() >= least.toInt();
  }

  @Override
  public boolean isTraceEnabled() {
    return isOn(Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return isOn(Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return isOn(Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return isOn(Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return isOn(Level.ERROR);
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    String message = MessageFormatter.basicArrayFormat(pattern, arguments);
    System.err.println(
        format.line(Instant.now(), level, name, message == null ? "null" : message, cause));
  }
}
