package dev.kasava.keys.soak;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was done to one key at the same time, and whether all of it can have happened one after
 * another, each between its begin and its end: the search of Wing and Gong (1993), remembering
 * where it was, as Lowe (2017) does.
 */
final class KeyHistory {
  /** A kind of step. */
  enum Kind {
    CLAIM,
    REGENERATE,
    DELETE,
    VERIFY
  }

  /**
   * A step, as whoever did it saw it.
   *
   * @param begun in nanoseconds, as is {@code ended}
   * @param isDone whether it was done; of a check, whether the secret was accepted
   * @param secret that it generated or checked; null when there is none
   */
  record Step(Kind kind, long begun, long ended, boolean isDone, @Nullable String secret) {}

  /**
   * A key's state.
   *
   * @param secret null while none was claimed
   */
  private record Key(boolean exists, @Nullable String secret) {
    /** The state after a step; null when the step cannot have gone so. */
    @Nullable Key after(Step step) {
      return switch (step.kind()) {
        case CLAIM -> change(step, exists && secret == null, new Key(true, step.secret()));
        case REGENERATE -> change(step, exists && secret != null, new Key(true, step.secret()));
        case DELETE -> change(step, exists, new Key(false, null));
        case VERIFY -> change(step, exists && Objects.equals(secret, step.secret()), this);
      };
    }

    private @Nullable Key change(Step step, boolean isPossible, Key after) {
      if (step.isDone() != isPossible) {
        return null;
      }
      return isPossible ? after : this;
    }
  }

  private record Place(long done, Key key) {}

  private final List<Step> steps;
  private final Set<Place> visited = new HashSet<>();

  /**
   * @param steps at most 62
   */
  KeyHistory(List<Step> steps) {
    this.steps = steps;
  }

  /** Whether a pending key can have gone through this. */
  boolean isLinearizable() {
    return canFinish(0, new Key(true, null));
  }

  private boolean canFinish(long done, Key key) {
    if (done == (1L << steps.size()) - 1) {
      return true;
    }
    if (!visited.add(new Place(done, key))) {
      return false;
    }
    long firstEnd = firstEnd(done);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if ((done & 1L << i) == 0 && step.begun() <= firstEnd) {
        Key after = key.after(step);
        if (after != null && canFinish(done | 1L << i, after)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whatever begins later than this comes after a step that is still to come. */
  private long firstEnd(long done) {
    long first = Long.MAX_VALUE;
    for (int i = 0; i < steps.size(); i++) {
      if ((done & 1L << i) == 0) {
        first = Math.min(first, steps.get(i).ended());
      }
    }
    return first;
  }
}
