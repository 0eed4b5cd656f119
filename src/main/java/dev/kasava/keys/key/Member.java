package dev.kasava.keys.key;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * Somebody of an owner's team. Keys that belong to no member act for the owner itself, as an admin
 * does.
 *
 * @param name 1 to 100 characters; no two members of a team share one
 */
public record Member(MemberId id, OwnerId owner, String name, Role role, Instant createdAt) {
  /** What can be said in the place of a member, when their keys go to somebody. */
  private static final Set<String> RESERVED = Set.of("owner", "delete");

  /**
   * The name that {@code text} spells.
   *
   * @return {@link Outcome.Refused} with {@link Refusal.Invalid} when it cannot be a name
   */
  public static Outcome<String> parseName(String text) {
    return Label.parse(text, "A member needs a name, for example \"Ada Lovelace\".")
        .then(
            name ->
                RESERVED.contains(name.toLowerCase(Locale.ROOT)) || name.startsWith(MemberId.PREFIX)
                    ? Outcome.refused(
                        new Refusal.Invalid(
                            "name", "This word stands for something else. Choose another name."))
                    : Outcome.done(name));
  }

  public Member withName(String newName) {
    return new Member(id, owner, newName, role, createdAt);
  }

  public Member withRole(Role newRole) {
    return new Member(id, owner, name, newRole, createdAt);
  }
}
