package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.mcp.Cancellation;
import java.util.Set;
import java.util.stream.Collectors;

/** Who calls a feature, and what the feature may do meanwhile. */
public record Call(
    Caller caller,
    Set<Ability> abilities,
    Round round,
    Feedback feedback,
    Cancellation cancellation) {

  /** What a client hears before the answer, if it asked for it. */
  public interface Feedback {
    /**
     * Of {@code total} steps, {@code done} are done.
     *
     * @param done grows with each call
     * @param total 0 when nobody knows
     */
    void progress(long done, long total, String message);

    /**
     * @param level as RFC 5424 names it, small
     * @param data serializes to JSON
     */
    void log(String level, Object data);
  }

  /** For callers who want to hear of nothing but the answer. */
  public static final Feedback SILENCE =
      new Feedback() {
        @Override
        public void progress(long done, long total, String message) {}

        @Override
        public void log(String level, Object data) {}
      };

  public boolean can(Ability ability) {
    return abilities.contains(ability);
  }

  /** The same call of a client that cannot do this. */
  Call without(Ability ability) {
    Set<Ability> left =
        abilities.stream().filter(other -> other != ability).collect(Collectors.toSet());
    return new Call(caller, left, round, feedback, cancellation);
  }

  /** The same call, one round later. */
  public Call in(Round later) {
    return new Call(caller, abilities, later, feedback, cancellation);
  }
}
