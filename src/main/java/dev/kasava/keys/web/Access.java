package dev.kasava.keys.web;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.web.view.AccessField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keys may do, in plain words; and the choices that people mostly want. */
final class Access {
  /** The choice that has each scope picked by itself. */
  static final String CUSTOM = "custom";

  private record Preset(String code, String label, String hint, List<Scope> scopes) {}

  private static final List<Preset> PRESETS =
      List.of(
          new Preset(
              "read",
              "Look only",
              "Sees keys and how they are used. Enough for most AI assistants.",
              List.of(Scope.KEYS_READ)),
          new Preset(
              "manage",
              "Manage keys",
              "Creates, rotates and deletes keys too. For an assistant or a script that does that.",
              List.of(Scope.KEYS_READ, Scope.KEYS_WRITE)),
          new Preset(
              "verify",
              "Check keys",
              "For a service of yours that asks whether its callers' keys are good.",
              List.of(Scope.KEYS_VERIFY)),
          new Preset(
              "product",
              "Use your product",
              "Everything your own API offers, and nothing about keys.",
              List.of(Scope.ALL_PRODUCT)));

  private Access() {}

  static String words(Scopes scopes) {
    List<String> words = new ArrayList<>();
    for (Scope scope : scopes.sorted()) {
      words.add(words(scope));
    }
    return words.isEmpty() ? "Nothing" : String.join("; ", words);
  }

  private static String words(Scope scope) {
    if (scope.equals(Scope.KEYS_READ)) {
      return "see keys";
    }
    if (scope.equals(Scope.KEYS_WRITE)) {
      return "manage keys";
    }
    if (scope.equals(Scope.KEYS_VERIFY)) {
      return "check keys";
    }
    return scope.equals(Scope.ALL_PRODUCT) ? "use the whole product" : scope.name();
  }

  /** The scopes of a choice; empty when it is none of the presets. */
  static Optional<List<String>> scopes(String code) {
    return PRESETS.stream()
        .filter(preset -> preset.code().equals(code))
        .findFirst()
        .map(preset -> preset.scopes().stream().map(Scope::name).toList());
  }

  /**
   * The field, with what the person's own key can give on.
   *
   * @param chosen the code of the choice
   * @param picked the scopes that are picked by themselves
   */
  static AccessField field(Caller caller, String chosen, List<String> picked, String others) {
    List<AccessField.Choice> choices = new ArrayList<>();
    for (Preset preset : PRESETS) {
      if (preset.scopes().stream().allMatch(caller.scopes()::covers)) {
        choices.add(
            new AccessField.Choice(
                preset.code(), preset.label(), preset.hint(), preset.code().equals(chosen)));
      }
    }
    boolean isCustom = choices.stream().noneMatch(AccessField.Choice::checked);
    return new AccessField(choices, isCustom, boxes(caller, picked), others, mayOther(caller));
  }

  private static List<AccessField.Box> boxes(Caller caller, List<String> picked) {
    List<AccessField.Box> boxes = new ArrayList<>();
    for (Scope scope :
        List.of(Scope.KEYS_READ, Scope.KEYS_WRITE, Scope.KEYS_VERIFY, Scope.ALL_PRODUCT)) {
      if (caller.scopes().covers(scope)) {
        String words = words(scope);
        boxes.add(
            new AccessField.Box(
                scope.name(),
                Character.toUpperCase(words.charAt(0)) + words.substring(1),
                picked.contains(scope.name())));
      }
    }
    return boxes;
  }

  private static boolean mayOther(Caller caller) {
    return caller.scopes().sorted().stream().anyMatch(scope -> !scope.name().startsWith("keys:"));
  }
}
