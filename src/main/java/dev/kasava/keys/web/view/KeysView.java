package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of keys.
 *
 * @param version the state of the store, so that a browser knows whether it saw a later change
 * @param first whether this is the first page
 * @param firstPath the address of the first page
 * @param next the address of the next page; null on the last
 * @param mayCreate whether the person may create keys
 */
public record KeysView(
    Shell shell,
    List<KeyView> keys,
    ListControls controls,
    String version,
    boolean first,
    String firstPath,
    @Nullable String next,
    boolean mayCreate) {

  /** Nothing there at all, rather than nothing found. */
  public boolean blank() {
    return keys.isEmpty() && !controls.narrowed() && first;
  }

  public String createLabel() {
    return blank() ? "Create API Key" : "Create New API Key";
  }
}
