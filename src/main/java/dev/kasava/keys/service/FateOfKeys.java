package dev.kasava.keys.service;

import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import org.jspecify.annotations.Nullable;

/** What becomes of the keys of a member who is removed. */
public sealed interface FateOfKeys {
  /** Nothing: whoever has keys stays. */
  record Keep() implements FateOfKeys {}

  /** They are deleted, and all their secrets are dead at once. */
  record Delete() implements FateOfKeys {}

  /**
   * Another has them from then on.
   *
   * @param member null for the owner itself
   */
  record HandOver(@Nullable MemberId member) implements FateOfKeys {}

  /**
   * As callers write it: {@code delete}, {@code owner}, or the id of a member.
   *
   * @param text null where not a word was said
   */
  static Outcome<FateOfKeys> parse(@Nullable String text) {
    return switch (text) {
      case null -> Outcome.done(new Keep());
      case "delete" -> Outcome.done(new Delete());
      case "owner" -> Outcome.done(new HandOver(null));
      default ->
          MemberId.parse(text)
              .<Outcome<FateOfKeys>>map(heir -> Outcome.done(new HandOver(heir)))
              .orElseGet(
                  () ->
                      Outcome.refused(
                          new Refusal.Invalid(
                              "keys", "This is one of delete, owner, or the id of a member.")));
    };
  }
}
