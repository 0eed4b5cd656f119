package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to the owner.
 *
 * @param keys how many there are
 * @param members of the team, by name
 * @param adding what was entered for a new member; null for whoever may add none
 * @param requests of all keys in 30 days
 * @param busiest the keys that were used most in 30 days
 */
public record OrganizationView(
    Shell shell,
    String ownerId,
    Moment since,
    String keys,
    List<TeamMember> members,
    @Nullable Adding adding,
    String requests,
    List<Busy> busiest) {

  /** A key and its use. */
  public record Busy(KeyView key, String requests) {}

  /**
   * A member and their use.
   *
   * @param path where they are managed; null for whoever may not
   * @param requests of their keys in 30 days
   */
  public record TeamMember(
      String name, String role, boolean you, long keys, String requests, @Nullable String path) {
    public String initial() {
      return name.substring(0, name.offsetByCodePoints(0, 1));
    }
  }

  /** A member to be added. */
  public record Adding(String name, List<Option> roles, @Nullable Fault fault) {
    public @Nullable String nameError() {
      return Fault.at(fault, Fault.NAME);
    }

    public @Nullable String error() {
      return fault == null || nameError() != null ? null : fault.message();
    }
  }
}
