package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Ends a key and all its secrets, for good; on request also its descendants. */
public final class DeleteKey {
  /** The most descendants that one deletion takes along. */
  public static final int MOST = 1000;

  private final KeysToChange keys;

  public DeleteKey(KeyStore store, InstantSource clock) {
    this.keys = new KeysToChange(store, clock);
  }

  /** Answers the key as it was. Keys that it created stay. */
  public Outcome<KeySummary> delete(Caller caller, KeyId id) {
    return keys.change(
        caller,
        id,
        (writer, summary, now) -> {
          delete(writer, caller, summary.key(), "", now);
          return Outcome.done(summary);
        });
  }

  /**
   * Deletes with the key those that it created, those that they created, and so on: all of them, or
   * none when there is one that the caller may not change. A key that was deleted before leads to
   * no others, so whatever it created is not among them.
   *
   * @return the keys as they were, the one that was asked for first
   */
  public Outcome<List<KeySummary>> deleteWithDescendants(Caller caller, KeyId id) {
    return keys.change(
        caller,
        id,
        (writer, summary, now) ->
            descendants(writer, caller, id, now)
                .map(descendants -> delete(writer, caller, summary, descendants, now)));
  }

  /**
   * What {@link #deleteWithDescendants} would delete besides the key, in the order of their
   * creation, without doing it; or its refusal.
   */
  public Outcome<List<KeySummary>> descendants(Caller caller, KeyId id) {
    return keys.ask(caller, id, (reader, summary, now) -> descendants(reader, caller, id, now));
  }

  private static Outcome<List<KeySummary>> descendants(
      KeyReader reader, Caller caller, KeyId id, Instant now) {
    List<KeySummary> found = found(reader, id);
    return found.size() > MOST
        ? Outcome.refused(tooMany())
        : Standing.of(reader, caller).then(standing -> changeable(found, caller, standing, now));
  }

  /** A generation after the other, until there are too many. */
  private static List<KeySummary> found(KeyReader reader, KeyId id) {
    List<KeySummary> found = new ArrayList<>(reader.children(id, MOST + 1));
    for (int i = 0; i < found.size() && found.size() <= MOST; i++) {
      found.addAll(reader.children(found.get(i).key().id(), MOST + 1 - found.size()));
    }
    return found;
  }

  private static Outcome<List<KeySummary>> changeable(
      List<KeySummary> found, Caller caller, Standing standing, Instant now) {
    List<KeySummary> own =
        found.stream()
            .filter(summary -> summary.key().owner().equals(caller.owner()))
            .filter(summary -> !summary.key().hasLapsed(now))
            .sorted(Comparator.comparing(summary -> summary.key().createdAt()))
            .toList();
    return own.stream().allMatch(summary -> standing.mayChange(summary.key()))
        ? Outcome.done(own)
        : Outcome.refused(notAllOwn());
  }

  private static Refusal tooMany() {
    return new Refusal.Conflict(
        "The key and those that it created have created more than "
            + MOST
            + " keys, which is more than one deletion takes along. Delete some of them first, or"
            + " this key alone.");
  }

  private static Refusal notAllOwn() {
    return new Refusal.BeyondRole(
        "Not all keys that this one created are your own, and members manage only those that are,"
            + " so none is deleted. Ask an admin of your team to do it, or delete this key"
            + " alone.");
  }

  private static List<KeySummary> delete(
      KeyWriter writer,
      Caller caller,
      KeySummary summary,
      List<KeySummary> descendants,
      Instant now) {
    delete(writer, caller, summary.key(), "", now);
    for (KeySummary descendant : descendants) {
      ApiKey key = descendant.key();
      delete(writer, caller, key, "with its parent " + key.parent(), now);
    }
    return Stream.concat(Stream.of(summary), descendants.stream()).toList();
  }

  private static void delete(
      KeyWriter writer, Caller caller, ApiKey key, String details, Instant now) {
    writer.deleteKey(key.id(), now);
    writer.audit(Rules.audit(caller, Action.DELETED, key, details, now));
  }
}
