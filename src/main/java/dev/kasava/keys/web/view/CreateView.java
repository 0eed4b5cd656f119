package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The form that creates a key.
 *
 * @param suggestions names for what keys are mostly for
 * @param members those whose key it can be; empty where there is no choice
 */
public record CreateView(
    Shell shell,
    String name,
    List<String> suggestions,
    ExpiryField expiry,
    AccessField access,
    List<Option> members,
    @Nullable Fault fault) {

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
