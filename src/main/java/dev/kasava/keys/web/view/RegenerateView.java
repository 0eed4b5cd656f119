package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The confirmation that regenerates a key.
 *
 * @param seen which secret the person was looking at, so that sending the form twice does no harm
 */
public record RegenerateView(
    Shell shell,
    KeyView key,
    String seen,
    List<Choice> overlaps,
    ExpiryField expiry,
    @Nullable Fault fault) {

  /** One overlap that can be chosen. */
  public record Choice(String value, String label, String hint, boolean checked) {}

  public @Nullable String formError() {
    return Fault.ofForm(fault);
  }
}
