package dev.kasava.keys.mcp.feature;

import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a feature has to say to a call. */
public sealed interface Answer<T> {
  record Given<T>(T value) implements Answer<T> {}

  record Refused<T>(Refusal refusal) implements Answer<T> {}

  /**
   * Questions first; the same call comes again with the replies.
   *
   * @param keep what the feature wants to see again with them; null when it does not matter whether
   *     the questions were ever asked
   */
  record Asking<T>(Map<String, Question> questions, @Nullable String keep) implements Answer<T> {}

  /** It cannot be done with a client that did not declare this. */
  record Lacking<T>(Ability ability) implements Answer<T> {}

  static <T> Answer<T> of(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> new Given<>(value);
      case Outcome.Refused<T>(Refusal refusal) -> new Refused<>(refusal);
    };
  }

  static <T> Answer<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  /** Goes on with what an outcome holds; its refusal is the answer otherwise. */
  static <S, T> Answer<T> from(Outcome<S> outcome, Function<? super S, Answer<T>> then) {
    return switch (outcome) {
      case Outcome.Done<S>(S value) -> then.apply(value);
      case Outcome.Refused<S>(Refusal refusal) -> new Refused<>(refusal);
    };
  }
}
