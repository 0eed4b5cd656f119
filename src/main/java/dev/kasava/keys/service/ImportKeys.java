package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.service.Arrivals.Arrival;
import dev.kasava.keys.service.Arrivals.Arrived;
import dev.kasava.keys.service.PortableSecret.Origin;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.StoredSecret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes in keys that were made elsewhere, so that their holders need not change anything; for the
 * operator alone, who needs no key. A key whose secret is here already is left as it is, so the
 * same keys can be imported again.
 */
public final class ImportKeys {
  /** How many keys are added at once, so that other writers wait for no longer than that takes. */
  public static final int AT_A_TIME = 100;

  /**
   * @param line where it stands in what is imported, counted from 1
   */
  public record Entry(int line, PortableKey key) {}

  /** What becomes of a key. */
  public sealed interface Fate {
    /** It was added, or would be. */
    record Added() implements Fate {}

    /**
     * Its secret is here already.
     *
     * @param isEnded whether it was ended here since, and stays so
     */
    record Here(boolean isEnded) implements Fate {}

    record Refused(Refusal refusal) implements Fate {}
  }

  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public ImportKeys(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
    this.clock = clock;
  }

  /**
   * What would become of each, in the same order; changes nothing.
   *
   * @param usual the owner of keys that name none
   */
  public List<Fate> check(List<Entry> entries, OwnerId usual) {
    Twins twins = new Twins();
    List<Fate> fates = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += AT_A_TIME) {
      List<Entry> some = entries.subList(from, Math.min(from + AT_A_TIME, entries.size()));
      List<Outcome<Arrival>> arrivals = new ArrayList<>();
      Instant now = Rules.now(clock);
      List<Fate> alone =
          store.read(
              reader -> {
                Arrivals here = new Arrivals(reader, mint, usual, now);
                some.forEach(entry -> arrivals.add(here.of(entry.key())));
                return arrivals.stream().map(arrival -> fate(reader, arrival, now)).toList();
              });
      for (int i = 0; i < some.size(); i++) {
        fates.add(twins.fate(some.get(i).line(), arrivals.get(i), alone.get(i)));
      }
    }
    return fates;
  }

  /**
   * Adds them in one transaction, but for those that are refused or here already.
   *
   * @param entries at most {@link #AT_A_TIME}
   * @param usual as for {@link #check}
   */
  public List<Fate> add(List<Entry> entries, OwnerId usual) {
    Instant now = Rules.now(clock);
    return store.write(
        writer -> {
          Arrivals here = new Arrivals(writer, mint, usual, now);
          List<Fate> fates = new ArrayList<>();
          for (Entry entry : entries) {
            Outcome<Arrival> arrival = here.of(entry.key());
            Fate fate = fate(writer, arrival, now);
            if (fate instanceof Fate.Added && arrival instanceof Outcome.Done<Arrival>(var made)) {
              add(writer, made, now);
            }
            fates.add(fate);
          }
          return fates;
        });
  }

  private static Fate fate(KeyReader reader, Outcome<Arrival> arrival, Instant now) {
    return switch (arrival) {
      case Outcome.Refused<Arrival>(var refusal) -> new Fate.Refused(refusal);
      case Outcome.Done<Arrival>(var made) -> {
        Optional<StoredSecret> here = present(reader, made.secrets().getLast());
        if (here.isPresent()) {
          yield new Fate.Here(here.get() instanceof StoredSecret.Dead);
        }
        // Then the first is the elder of two.
        if (present(reader, made.secrets().getFirst()).isPresent()) {
          yield new Fate.Refused(
              new Refusal.Invalid(
                  "elder", "This secret is here already, and has another after it than there."));
        }
        yield holder(reader, made.key()).filter(key -> !key.hasLapsed(now)).isPresent()
            ? new Fate.Refused(taken(made.key(), "there already"))
            : new Fate.Added();
      }
    };
  }

  /** The key that has its name; it may be one that nobody claimed in time. */
  private static Optional<ApiKey> holder(KeyReader reader, ApiKey key) {
    return reader.keyNamed(key.owner(), key.name());
  }

  private static Optional<StoredSecret> present(KeyReader reader, Arrived secret) {
    return secret.digests().stream().flatMap(digest -> reader.secret(digest).stream()).findFirst();
  }

  private static Refusal taken(ApiKey key, String where) {
    return new Refusal.Invalid(
        "name",
        "A key named \""
            + key.name()
            + "\" is "
            + where
            + ", and its secret is another. An owner's keys have names of their own: add something"
            + " to it, for example the id that the key has elsewhere.");
  }

  private static void add(KeyWriter writer, Arrival arrival, Instant now) {
    ApiKey key = arrival.key();
    holder(writer, key).ifPresent(lapsed -> writer.deleteKey(lapsed.id(), now));
    writer.addKey(key);
    boolean hasElder = false;
    for (Arrived secret : arrival.secrets()) {
      add(writer, key, secret, hasElder, now);
      hasElder = secret.until() == null;
    }
    writer.audit(
        Rules.audit(
            Caller.operator(key.owner(), Door.CLI),
            Action.IMPORTED,
            key,
            "scopes: "
                + key.scopes()
                + (key.rateLimit() == null ? "" : "; limit: " + key.rateLimit()),
            now));
  }

  /**
   * @param hasElder whether another lives on until this one is used
   */
  private static void add(
      KeyWriter writer, ApiKey key, Arrived secret, boolean hasElder, Instant now) {
    KeyDigest digest = secret.digests().getFirst();
    switch (secret.origin()) {
      case Origin.Foreign foreign -> writer.addForeign(key.id(), digest, secret.createdAt());
      case Origin.Own own when hasElder ->
          writer.addSuccessor(key.id(), digest, secret.createdAt());
      case Origin.Own own -> writer.addSecret(key.id(), digest, secret.createdAt());
    }
    Instant until = secret.until();
    if (until != null) {
      writer.limitSecrets(key.id(), until, now);
    }
  }

  /** Finds what stands twice in what is imported, where nothing of it is there yet. */
  private static final class Twins {
    private final Map<Object, Integer> lines = new HashMap<>();

    Fate fate(int line, Outcome<Arrival> arrival, Fate alone) {
      if (!(arrival instanceof Outcome.Done<Arrival>(var made))) {
        return alone;
      }
      for (Arrived secret : made.secrets()) {
        Integer other = lines.putIfAbsent(secret.digests().getFirst(), line);
        if (other != null) {
          return new Fate.Refused(
              new Refusal.Invalid(
                  "secret",
                  "The same secret stands in line " + other + ". A secret belongs to one key."));
        }
      }
      return alone instanceof Fate.Added ? named(line, made.key(), alone) : alone;
    }

    private Fate named(int line, ApiKey key, Fate alone) {
      record Name(Object owner, Object name) {}
      Integer other = lines.putIfAbsent(new Name(key.owner(), key.name()), line);
      return other == null ? alone : new Fate.Refused(taken(key, "in line " + other));
    }
  }
}
