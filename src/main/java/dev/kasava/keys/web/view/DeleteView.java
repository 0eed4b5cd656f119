package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * The confirmation that deletes a key.
 *
 * @param today how often it was used today
 * @param own whether the person is signed in with this very key
 * @param typed whether its name has to be typed
 * @param error what is wrong with what was typed; null when nothing is
 * @param others what it created; null when it created nothing
 */
public record DeleteView(
    Shell shell,
    KeyView key,
    String today,
    boolean own,
    boolean typed,
    @Nullable String error,
    @Nullable Others others) {
  /**
   * The keys that it created, and those that they created.
   *
   * @param label the choice to delete them too; null when that cannot be
   * @param hint which they are, or why that cannot be
   * @param checked whether they were chosen before
   */
  public record Others(@Nullable String label, String hint, boolean checked) {}
}
