package dev.kasava.keys.web.view;

import java.util.List;

/**
 * What deserves attention among the keys.
 *
 * @param all whether every key was looked at
 */
public record CheckupView(Shell shell, List<Concern> concerns, boolean all) {

  /**
   * One thing that can be wrong, and the keys it is wrong with.
   *
   * @param style the name of its icon and colour
   * @param keys the first few
   * @param others how many more there are
   */
  public record Concern(String title, String advice, String style, List<Remedy> keys, int others) {}

  /** What to do about one key. */
  public record Remedy(String name, String label, String path) {}
}
