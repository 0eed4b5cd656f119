package dev.kasava.keys.web.view;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The list of keys.
 *
 * @param search what was searched for; empty when nothing was
 * @param first whether this is the first page
 * @param next the address of the next page; null on the last
 * @param mayCreate whether the person may create keys
 */
public record KeysView(
    Shell shell,
    List<KeyView> keys,
    String search,
    boolean first,
    @Nullable String next,
    boolean mayCreate) {

  /** Nothing there at all, rather than nothing found. */
  public boolean blank() {
    return keys.isEmpty() && search.isEmpty() && first;
  }

  public String firstPath() {
    String path = Section.API_KEYS.path();
    return search.isEmpty()
        ? path
        : path + "?q=" + URLEncoder.encode(search, StandardCharsets.UTF_8);
  }

  public String createLabel() {
    return blank() ? "Create API Key" : "Create New API Key";
  }
}
