package dev.kasava.keys.access;

import java.util.Locale;

/** The way a request came in. */
public enum Door {
  REST,
  MCP,
  PAGE,
  CLI;

  /** The name that the audit log keeps. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
