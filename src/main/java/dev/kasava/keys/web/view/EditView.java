package dev.kasava.keys.web.view;

import org.jspecify.annotations.Nullable;

/**
 * The form that renames a key or changes its expiry.
 *
 * @param before the name that the form began with: left as it is, it changes nothing, whatever
 *     somebody else made of it meanwhile
 * @param expiry null when the expiry can no longer be changed
 */
public record EditView(
    Shell shell,
    KeyView key,
    String before,
    String name,
    @Nullable ExpiryField expiry,
    @Nullable Fault fault) {

  public @Nullable String nameError() {
    return Fault.at(fault, Fault.NAME);
  }

  public @Nullable String formError() {
    return Fault.ofForm(fault);
  }
}
