package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/** A part of Settings. */
public enum Section {
  GENERAL("General", "/settings/general"),
  API_KEYS("API Keys", "/settings/api-keys"),
  ORGANIZATION("Organization", "/settings/organization"),
  AUDIT("Audit Log", "/settings/audit");

  private final String label;
  private final String path;

  Section(String label, String path) {
    this.label = label;
    this.path = path;
  }

  public String label() {
    return label;
  }

  public String path() {
    return path;
  }

  /** What {@code aria-current} says of this section's link; null leaves the attribute out. */
  public @Nullable String current(Section shown) {
    return this == shown ? "page" : null;
  }
}
