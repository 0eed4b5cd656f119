package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what a list is searched, filtered and sorted, and the ways to have it otherwise.
 *
 * @param search what was searched for; empty when nothing was
 * @param status the name of the status it is filtered by; empty for all
 * @param sort the name of its order
 */
public record ListControls(
    String search,
    String status,
    String sort,
    List<Filter> filters,
    List<Column> columns,
    List<Sort> sorts) {

  /** A link to the keys of one status. */
  public record Filter(String label, String path, boolean chosen) {
    public @Nullable String current() {
      return chosen ? "true" : null;
    }
  }

  /**
   * A column's heading.
   *
   * @param path what sorts by it; empty where nothing does
   * @param sorted what {@code aria-sort} says; null when it is not sorted by it
   */
  public record Column(String label, String path, @Nullable String sorted) {}

  /** An order, for where there are no headings. */
  public record Sort(String code, String label, boolean chosen) {}

  public boolean narrowed() {
    return !search.isEmpty() || !status.isEmpty();
  }
}
