package dev.kasava.keys.key;

import java.util.function.Function;

/** What came of a verb: its result, or the reason why it was refused. */
public sealed interface Outcome<T> {
  record Done<T>(T value) implements Outcome<T> {}

  record Refused<T>(Refusal refusal) implements Outcome<T> {
    /** The same refusal where another result was hoped for. */
    public <R> Outcome<R> as() {
      return new Refused<>(refusal);
    }
  }

  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  static <T> Outcome<T> refused(Refusal refusal) {
    return new Refused<>(refusal);
  }

  default <R> Outcome<R> map(Function<? super T, ? extends R> function) {
    return switch (this) {
      case Done<T>(T value) -> new Done<>(function.apply(value));
      case Refused<T> refused -> refused.as();
    };
  }

  default <R> Outcome<R> then(Function<? super T, Outcome<R>> function) {
    return switch (this) {
      case Done<T>(T value) -> function.apply(value);
      case Refused<T> refused -> refused.as();
    };
  }
}
