package dev.kasava.keys.key;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a member may do with the keys of the team, as far as their own key's scopes let them. */
public enum Role {
  /** Manages everybody's keys, the members, and what is set for the owner. */
  ADMIN,
  /** Sees everything; creates keys, and manages those. */
  MEMBER,
  /** Sees everything, and changes nothing. */
  VIEWER;

  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Role> ofCode(String code) {
    return Arrays.stream(values()).filter(role -> role.code().equals(code)).findFirst();
  }
}
