package dev.kasava.keys.access;

import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.PepperCheck;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Sees to it that a store is only used with the peppers that it was written with. */
public final class PepperGuard {
  private PepperGuard() {}

  /** Whether the store was ever used with a pepper. */
  public static boolean hasPepper(KeyStore store) {
    return store.read(reader -> !reader.pepperChecks().isEmpty());
  }

  /**
   * Compares, and notes the peppers that the store has not seen yet.
   *
   * @throws PepperException when one that the store was written with is missing or another
   */
  public static void check(KeyStore store, Peppers peppers, InstantSource clock) {
    List<PepperCheck> known = store.read(reader -> reader.pepperChecks());
    compare(known, peppers);
    if (known.size() == peppers.all().size()) {
      return;
    }
    store.write(
        writer -> {
          List<PepperCheck> before = writer.pepperChecks();
          compare(before, peppers);
          for (Pepper pepper : peppers.all()) {
            if (before.stream().noneMatch(check -> check.version() == pepper.version())) {
              writer.addPepper(
                  new PepperCheck(pepper.version(), pepper.checkValue()), clock.instant());
            }
          }
          return before.size();
        });
  }

  private static void compare(List<PepperCheck> known, Peppers peppers) {
    for (PepperCheck check : known) {
      Optional<Pepper> pepper =
          peppers.all().stream().filter(p -> p.version() == check.version()).findFirst();
      if (pepper.isEmpty() || !check.value().equals(pepper.get().checkValue())) {
        throw new PepperException(
            "The pepper is not the one this database was written with (version "
                + check.version()
                + (pepper.isEmpty() ? " is missing" : " differs")
                + "). Put back your backup of the pepper; no key can work without it.");
      }
    }
  }
}
