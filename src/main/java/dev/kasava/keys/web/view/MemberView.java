package dev.kasava.keys.web.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of the team, to be changed or removed.
 *
 * @param name as it stands or was entered
 * @param keys how many keys are theirs
 * @param fates what can become of those keys; empty when there are none
 * @param path where the member is
 */
public record MemberView(
    Shell shell,
    String title,
    String name,
    List<Option> roles,
    boolean you,
    long keys,
    List<Option> fates,
    String path,
    @Nullable Fault fault) {
  public @Nullable String nameError() {
    return Fault.at(fault, Fault.NAME);
  }

  public @Nullable String error() {
    return fault == null || nameError() != null ? null : fault.message();
  }
}
