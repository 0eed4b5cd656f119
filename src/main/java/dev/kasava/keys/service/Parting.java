package dev.kasava.keys.service;

import dev.kasava.keys.key.Outcome;
import java.util.function.Supplier;

/**
 * A part of the removal of somebody whose keys go a part at a time, so that nobody waits for long
 * who writes meanwhile.
 *
 * @param leaving who is removed, as they were
 * @param isOver whether they are gone, rather than some of their keys only
 */
record Parting<T>(T leaving, boolean isOver) {
  /**
   * Does part after part until they are gone, or that is refused.
   *
   * @param part does the next one
   */
  static <T> Outcome<T> untilOver(Supplier<Outcome<Parting<T>>> part) {
    while (true) {
      switch (part.get()) {
        case Outcome.Refused<Parting<T>>(var refusal) -> {
          return Outcome.refused(refusal);
        }
        case Outcome.Done<Parting<T>>(Parting<T>(T leaving, boolean isOver)) -> {
          if (isOver) {
            return Outcome.done(leaving);
          }
        }
      }
    }
  }
}
