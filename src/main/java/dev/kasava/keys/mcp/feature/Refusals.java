package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.key.Refusal;

/** The table from refusals to the sentences that tools answer. */
public final class Refusals {
  private Refusals() {}

  /** What to tell a model; names that people wrote are quoted as data. */
  public static String sentence(Refusal refusal) {
    return switch (refusal) {
      case Refusal.Invalid(String field, String message) ->
          field.isEmpty() || message.contains(field)
              ? message
              : message + " Look at the argument " + field + ".";
      case Refusal.NameTaken(var name) ->
          "The owner already has a key named "
              + Inert.quoted(name.text())
              + ". Choose another name, or delete that key first.";
      case Refusal.NotFound notFound ->
          "There is no such key. Call list_api_keys to see the ids of those that there are.";
      case Refusal.NoSuchMember noSuchMember -> noSuchMember.message();
      case Refusal.MissingScope missing -> missing.message();
      case Refusal.Conflict conflict -> conflict.message();
      case Refusal.WiderThanCaller wider -> wider.message();
      case Refusal.BeyondRole beyond -> beyond.message();
      case Refusal.NotAdmitted notAdmitted -> notAdmitted.message();
    };
  }
}
