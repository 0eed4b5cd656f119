package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.Habits;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.UsageStore;
import dev.kasava.keys.usage.UsageMeter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks through the caller's keys for what deserves attention. */
public final class AuditKeys {
  /**
   * @param findings at least one
   */
  public record Result(KeySummary key, List<Finding> findings) {}

  /** Hears how far it is, page by page, and may end it early. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * @param looked how many keys were looked at so far
     * @return whether to go on
     */
    boolean goOn(int looked);
  }

  private final KeyStore store;
  private final UsageStore usage;
  private final UsageMeter meter;
  private final InstantSource clock;

  public AuditKeys(KeyStore store, UsageStore usage, UsageMeter meter, InstantSource clock) {
    this.store = store;
    this.usage = usage;
    this.meter = meter;
    this.clock = clock;
  }

  /** The keys with findings, newest first; those found so far when the watcher ends it early. */
  public Outcome<List<Result>> audit(Caller caller, Watcher watcher) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_READ);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    meter.flush();
    Instant now = Rules.now(clock);
    List<Result> results = new ArrayList<>();
    KeyPage page = page(caller, null, now);
    int looked = 0;
    while (true) {
      results.addAll(results(page, now));
      looked += page.keys().size();
      if (!page.more() || !watcher.goOn(looked)) {
        return Outcome.done(results);
      }
      ApiKey last = page.keys().getLast().key();
      page = page(caller, new KeyQuery.Position(last.createdAt(), last.id()), now);
    }
  }

  private KeyPage page(Caller caller, KeyQuery.@Nullable Position after, Instant now) {
    KeyQuery query = new KeyQuery(caller.owner(), "", after, KeyQuery.MOST, now);
    return store.read(reader -> reader.keys(query));
  }

  private List<Result> results(KeyPage page, Instant now) {
    List<KeyId> ids = page.keys().stream().map(summary -> summary.key().id()).toList();
    Map<KeyId, Habits> habits = usage.habits(ids, now);
    List<Result> results = new ArrayList<>();
    for (KeySummary summary : page.keys()) {
      List<Finding> findings = Finding.in(summary, habits.get(summary.key().id()), now);
      if (!findings.isEmpty()) {
        results.add(new Result(summary, findings));
      }
    }
    return results;
  }
}
