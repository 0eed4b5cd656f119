package dev.kasava.keys.web;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a page says was done on the one before; addresses carry its name only. */
enum Notice {
  SAVED("The changes are saved."),
  DELETED("The key is deleted. Whatever still uses it is refused from now on."),
  DELETED_ALL(
      "The key and those that it created are deleted. Whatever still uses them is refused from now"
          + " on."),
  REFUSED("Refused. No secret was made."),
  SIGNED_OUT("You are signed out."),
  SIGNED_OUT_EVERYWHERE("You are signed out, in every browser."),
  ENDED("Your session has ended. Sign in again to go on."),
  UNSENT("Your session had ended, so nothing was changed. Sign in and do it again.");

  static final String PARAMETER = "notice";

  private final String sentence;

  Notice(String sentence) {
    this.sentence = sentence;
  }

  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The sentence of the notice of this name; null when there is none. */
  static @Nullable String sentence(@Nullable String name) {
    for (Notice notice : values()) {
      if (notice.code().equals(name)) {
        return notice.sentence;
      }
    }
    return null;
  }

  /** The path, with this notice to be shown there. */
  String at(String path) {
    return path + (path.contains("?") ? "&" : "?") + PARAMETER + "=" + code();
  }
}
