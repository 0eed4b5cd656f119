package dev.kasava.keys.access;

import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
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
   * Compares. A new store notes its peppers; in any other the newest that it was told to use is the
   * current one, and a newer one waits for that.
   *
   * @throws PepperException when one that the store was written with is missing or another
   */
  public static void check(KeyStore store, Peppers peppers, InstantSource clock) {
    List<PepperCheck> known = store.read(reader -> reader.pepperChecks());
    compare(known, peppers.all());
    if (known.isEmpty()) {
      known = store.write(writer -> first(writer, peppers, clock));
    }
    peppers.replace(peppers.all(), newest(known));
  }

  private static List<PepperCheck> first(KeyWriter writer, Peppers peppers, InstantSource clock) {
    compare(writer.pepperChecks(), peppers.all());
    if (writer.pepperChecks().isEmpty()) {
      for (Pepper pepper : peppers.all()) {
        writer.addPepper(check(pepper), clock.instant());
      }
    }
    return writer.pepperChecks();
  }

  private static PepperCheck check(Pepper pepper) {
    return new PepperCheck(pepper.version(), pepper.checkValue());
  }

  private static int newest(List<PepperCheck> known) {
    return known.stream().mapToInt(PepperCheck::version).max().orElseThrow();
  }

  /**
   * Takes up what was read anew while the store is in use.
   *
   * @return whether that changed anything
   * @throws PepperException as for {@link #check}; then nothing is taken up
   */
  public static boolean follow(KeyStore store, Peppers peppers, List<Pepper> read) {
    List<PepperCheck> known = store.read(reader -> reader.pepperChecks());
    compare(known, read);
    List<PepperCheck> before = peppers.all().stream().map(PepperGuard::check).toList();
    peppers.replace(read, newest(known));
    return !before.equals(peppers.all().stream().map(PepperGuard::check).toList());
  }

  /** Has every node use this pepper for new digests, as soon as it hears of it. */
  public static void activate(KeyStore store, Pepper pepper, InstantSource clock) {
    store.write(
        writer -> {
          if (!writer.pepperChecks().contains(check(pepper))) {
            writer.addPepper(check(pepper), clock.instant());
          }
          return pepper.version();
        });
  }

  private static void compare(List<PepperCheck> known, List<Pepper> peppers) {
    for (PepperCheck check : known) {
      Optional<Pepper> pepper =
          peppers.stream().filter(p -> p.version() == check.version()).findFirst();
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
