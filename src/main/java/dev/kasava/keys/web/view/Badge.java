package dev.kasava.keys.web.view;

import dev.kasava.keys.key.KeyStatus;

/** A key's status as a text and an icon, so that colour alone never tells. */
public enum Badge {
  PENDING("Pending", "pending"),
  ACTIVE("Active", "active"),
  EXPIRING_SOON("Expiring soon", "soon"),
  EXPIRED("Expired", "expired");

  private final String label;
  private final String style;

  Badge(String label, String style) {
    this.label = label;
    this.style = style;
  }

  public static Badge of(KeyStatus status) {
    return switch (status) {
      case PENDING -> PENDING;
      case ACTIVE -> ACTIVE;
      case EXPIRING_SOON -> EXPIRING_SOON;
      case EXPIRED -> EXPIRED;
    };
  }

  public String label() {
    return label;
  }

  /** The name of its style and its icon. */
  public String style() {
    return style;
  }
}
