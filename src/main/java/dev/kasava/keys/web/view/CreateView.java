package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that creates a key.
 *
 * @param otherScopes scopes of the product, as they were entered
 * @param mayOther whether the person may give scopes of the product
 */
public record CreateView(
    Shell shell,
    String name,
    ExpiryField expiry,
    List<ScopeBox> scopes,
    String otherScopes,
    boolean mayOther,
    @Nullable Fault fault) {

  /** One scope that can be ticked. */
  public record ScopeBox(String name, String label, String hint, boolean checked) {}

  public @Nullable String nameError() {
    return Fault.at(fault, Fault.NAME);
  }

  public @Nullable String scopesError() {
    return Fault.at(fault, Fault.SCOPES);
  }

  public @Nullable String formError() {
    return Fault.ofForm(fault);
  }
}
