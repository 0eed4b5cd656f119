package dev.kasava.keys.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of a team as programs see them.
 *
 * @param role admin, member or viewer
 * @param keys how many keys are theirs; null where nobody counted
 */
public record MemberShape(
    String id,
    String name,
    String role,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long keys) {

  /** All of them, by name. */
  public record Team(List<MemberShape> members) {}
}
