package dev.kasava.keys.web;

import dev.kasava.keys.key.Role;
import dev.kasava.keys.web.view.Option;
import java.util.Arrays;
import java.util.List;

/** What members may do, in plain words. */
final class Roles {
  private Roles() {}

  static String label(Role role) {
    return switch (role) {
      case ADMIN -> "Admin";
      case MEMBER -> "Member";
      case VIEWER -> "Viewer";
    };
  }

  private static String words(Role role) {
    return switch (role) {
      case ADMIN -> "manages everybody's keys, and the team";
      case MEMBER -> "creates keys, and manages those";
      case VIEWER -> "sees everything, changes nothing";
    };
  }

  /**
   * @param chosen the code of a role
   */
  static List<Option> options(String chosen) {
    return Arrays.stream(Role.values())
        .map(
            role ->
                new Option(
                    role.code(), label(role) + ": " + words(role), role.code().equals(chosen)))
        .toList();
  }
}
