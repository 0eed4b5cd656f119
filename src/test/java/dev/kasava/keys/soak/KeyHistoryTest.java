package dev.kasava.keys.soak;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.app.Choices;
import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.soak.KeyHistory.Kind;
import dev.kasava.keys.soak.KeyHistory.Step;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of one key each, made by chance: {@code histories} of them on each database, 300 unless
 * set. Through two openings of one file, and through one node of a database server: what another
 * node hears a moment later is no part of this.
 */
@Timeout(value = 1, unit = TimeUnit.DAYS) // there may be thousands of them
final class KeyHistoryTest {
  private static final int THREADS = 4;
  private static final int STEPS = 10;
  private static final int HISTORIES = Integer.getInteger("histories", 300);

  @TempDir private Path folder;

  private Installation open(String name, @Nullable String database) {
    return Installation.initialise(
        new DataFolder(folder.resolve(name)),
        new Choices(null, database, Choices.GRACE),
        Map.of(),
        InstantSource.system());
  }

  @Test
  void keysInAFileAreLinearizable() throws Exception {
    try (Installation one = open("file", null);
        Installation other = open("file", null)) {
      run(List.of(one, other));
    }
  }

  @Test
  void keysInADatabaseServerAreLinearizable() throws Exception {
    try (Installation node = open("node", Postgres.newDatabase())) {
      run(List.of(node));
    }
  }

  private static void run(List<Installation> openings) throws Exception {
    Installation first = openings.getFirst();
    Issue.Claimed admin = first.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
    Grant grant =
        ((Verdict.Accepted) first.authenticator().verify(admin.secret().reveal(), List.of()))
            .grant();
    Caller caller = Caller.holding(grant, Client.KASAVA, Door.CLI);
    int changed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int seed = 0; seed < HISTORIES; seed++) {
        List<Step> steps = history(openings, caller, seed, threads);
        assertThat(new KeyHistory(steps).isLinearizable())
            .as("history %d: %s", seed, steps)
            .isTrue();
        changed += (int) steps.stream().filter(Step::isDone).count();
      }
    }
    assertThat(changed).isGreaterThan(HISTORIES);
  }

  private static List<Step> history(
      List<Installation> openings, Caller caller, int seed, ExecutorService threads)
      throws Exception {
    Outcome<Issue> created =
        openings
            .getFirst()
            .verbs()
            .create()
            .create(caller, new CreateKey.Request("Key " + seed, null, null, false));
    KeyId id = ((Issue.Pending) done(created)).key().key().id();
    Queue<String> secrets = new ConcurrentLinkedQueue<>();
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<Future<List<Step>>> all = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      Installation opening = openings.get(thread % openings.size());
      Random random = new Random(seed * 31L + thread);
      all.add(
          threads.submit(
              () -> {
                start.await();
                return steps(opening, caller, id, secrets, random);
              }));
    }
    List<Step> steps = new ArrayList<>();
    for (Future<List<Step>> one : all) {
      steps.addAll(one.get());
    }
    return steps;
  }

  private static List<Step> steps(
      Installation opening, Caller caller, KeyId id, Queue<String> secrets, Random random) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      int chance = random.nextInt(20);
      if (chance < 4) {
        steps.add(issue(Kind.CLAIM, secrets, () -> opening.verbs().claim().claim(caller, id)));
      } else if (chance < 8) {
        steps.add(
            issue(
                Kind.REGENERATE,
                secrets,
                () ->
                    opening
                        .verbs()
                        .regenerate()
                        .regenerate(
                            caller, id, new RegenerateKey.Request(0, true, null, false, false))));
      } else if (chance == 8) {
        steps.add(delete(opening, caller, id));
      } else if (!secrets.isEmpty()) {
        List<String> known = List.copyOf(secrets);
        steps.add(verify(opening, known.get(random.nextInt(known.size()))));
      }
    }
    return steps;
  }

  private static Step issue(
      Kind kind, Queue<String> secrets, Supplier<Outcome<? extends Issue>> work) {
    long begun = System.nanoTime();
    Outcome<? extends Issue> outcome = work.get();
    long ended = System.nanoTime();
    String secret =
        outcome instanceof Outcome.Done<? extends Issue> issued
                && issued.value() instanceof Issue.Claimed claimed
            ? claimed.secret().reveal()
            : null;
    if (secret != null) {
      secrets.add(secret);
    }
    return new Step(kind, begun, ended, secret != null, secret);
  }

  private static Step delete(Installation opening, Caller caller, KeyId id) {
    long begun = System.nanoTime();
    boolean isDone = opening.verbs().delete().delete(caller, id) instanceof Outcome.Done<?>;
    return new Step(Kind.DELETE, begun, System.nanoTime(), isDone, null);
  }

  private static Step verify(Installation opening, String secret) {
    long begun = System.nanoTime();
    Verdict verdict = opening.authenticator().verify(secret, List.of());
    long ended = System.nanoTime();
    return new Step(Kind.VERIFY, begun, ended, verdict instanceof Verdict.Accepted, secret);
  }

  private static boolean isLinearizable(Step... steps) {
    return new KeyHistory(Arrays.asList(steps)).isLinearizable();
  }

  @Test
  void theSearchTellsWhatCannotHaveHappened() {
    Step claimed = new Step(Kind.CLAIM, 0, 10, true, "a");
    Step accepted = new Step(Kind.VERIFY, 20, 30, true, "a");
    Step refused = new Step(Kind.VERIFY, 20, 30, false, "a");
    Step deleted = new Step(Kind.DELETE, 12, 18, true, null);
    Step deletedMeanwhile = new Step(Kind.DELETE, 12, 25, true, null);
    assertThat(isLinearizable(claimed, accepted)).isTrue();
    assertThat(isLinearizable(claimed, refused)).isFalse();
    assertThat(isLinearizable(claimed, deleted, accepted)).isFalse();
    assertThat(isLinearizable(claimed, deleted, refused)).isTrue();
    assertThat(isLinearizable(claimed, deletedMeanwhile, accepted)).isTrue();
    assertThat(isLinearizable(claimed, deletedMeanwhile, refused)).isTrue();
    Step again = new Step(Kind.CLAIM, 5, 15, true, "b");
    assertThat(isLinearizable(claimed, again)).isFalse();
    Step replaced = new Step(Kind.REGENERATE, 40, 50, true, "b");
    Step late = new Step(Kind.VERIFY, 60, 70, true, "a");
    assertThat(isLinearizable(claimed, replaced, late)).isFalse();
    assertThat(isLinearizable(claimed, replaced, accepted)).isTrue();
    // One check saw the new secret, and a later one the old one.
    Step slow = new Step(Kind.REGENERATE, 40, 100, true, "b");
    Step seesNew = new Step(Kind.VERIFY, 50, 55, true, "b");
    assertThat(isLinearizable(claimed, slow, seesNew, late)).isFalse();
  }
}
