package dev.kasava.keys.web.view;

import java.util.List;

/**
 * What a new key may do.
 *
 * @param custom whether each scope is picked by itself
 * @param others scopes of the product, as they were entered
 * @param mayOther whether the person may give scopes of the product
 */
public record AccessField(
    List<Choice> choices, boolean custom, List<Box> boxes, String others, boolean mayOther) {

  /** Several scopes in plain words. */
  public record Choice(String code, String label, String hint, boolean checked) {}

  /** One scope that can be ticked. */
  public record Box(String scope, String label, boolean checked) {}
}
