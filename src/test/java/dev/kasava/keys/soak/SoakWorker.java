package dev.kasava.keys.soak;

import static dev.kasava.keys.fixture.TestInstallation.done;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.Installation;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.service.RegenerateKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One process of the soak. It speaks with its parent in lines: {@code GO} is when it begins, {@code
 * DEAD secret} tells, either way, of a secret that was ended before the line was written.
 */
final class SoakWorker {
  private record Held(KeyId id, String secret) {}

  private static final int MOST_OWN = 4;
  private static final int MOST_DEAD = 5_000;

  private final Installation installation;
  private final Caller caller;
  private final Held counted;
  private final KeyId shared;
  private final int worker;
  private final PrintStream out;
  private final List<String> dead = new CopyOnWriteArrayList<>();
  private final Latencies latencies = new Latencies();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder created = new LongAdder();
  private final LongAdder regenerated = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private final CountDownLatch go = new CountDownLatch(1);
  private volatile Instant end = Instant.MAX;

  private SoakWorker(
      Installation installation, int worker, Held counted, KeyId shared, PrintStream out) {
    this.installation = installation;
    this.worker = worker;
    this.counted = counted;
    this.shared = shared;
    this.out = out;
    OwnerId owner = installation.keys().read(reader -> reader.firstOwner().orElseThrow().id());
    this.caller = Caller.operator(owner, Door.REST);
  }

  /** Arguments: folder, number of this worker, clients, seconds, counted id, shared id. */
  @SuppressWarnings("SystemOut") // speaks with its parent
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Installation installation =
        Installation.open(new DataFolder(Path.of(args[0])), Map.of(), InstantSource.system())) {
      Held counted = new Held(new KeyId(args[4]), in.readLine());
      SoakWorker worker =
          new SoakWorker(
              installation, Integer.parseInt(args[1]), counted, new KeyId(args[5]), System.out);
      Thread.ofPlatform().daemon().start(() -> worker.listen(in));
      worker.run(Integer.parseInt(args[2]), Duration.ofSeconds(Long.parseLong(args[3])));
    }
    System.exit(0);
  }

  private void listen(BufferedReader in) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("GO")) {
          go.countDown();
        } else if (dead.size() < MOST_DEAD) {
          dead.add(line.substring("DEAD ".length()));
        }
      }
    } catch (IOException e) {
      say("FAIL the parent is gone");
    }
  }

  private void run(int clients, Duration duration) throws Exception {
    say("READY");
    go.await();
    end = Instant.now().plus(duration);
    try (ScheduledExecutorService flushing = Executors.newSingleThreadScheduledExecutor();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flush = flushing.scheduleWithFixedDelay(this::flush, 200, 200, TimeUnit.MILLISECONDS);
      for (int i = 0; i < clients; i++) {
        int client = i;
        var _ = threads.submit(() -> client(client));
      }
      threads.shutdown();
      if (!threads.awaitTermination(duration.toSeconds() + 60, TimeUnit.SECONDS)) {
        say("FAIL some clients did not end");
      }
      flush.cancel(false);
    }
    installation.meter().flush();
    say("COUNT " + accepted.sum() + " " + refused.sum());
    say("CHANGES " + created.sum() + " " + regenerated.sum() + " " + deleted.sum());
    latencies.report().forEach(line -> say("STAT " + line));
    say("END");
  }

  private void flush() {
    try {
      latencies.time(
          "flush",
          () -> {
            installation.meter().flush();
            return true;
          });
    } catch (Exception e) {
      say("FAIL flush: " + e);
    }
  }

  private void client(int number) {
    Deque<Held> own = new ArrayDeque<>();
    try {
      for (int round = 0; Instant.now().isBefore(end); round++) {
        step(number, round, own);
      }
      own.forEach(held -> say("LIVE " + held.id() + " " + held.secret()));
    } catch (Exception | AssertionError e) {
      say("FAIL " + e + " caused by " + e.getCause());
    }
  }

  private void step(int number, int round, Deque<Held> own) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int i = 0; i < 10; i++) {
      verifyCounted();
      own.forEach(this::isGood);
      if (!dead.isEmpty()) {
        isDead(dead.get(random.nextInt(dead.size())));
        isDead(dead.getLast());
      }
    }
    switch (random.nextInt(own.isEmpty() ? 1 : 8)) {
      case 0, 1, 2 -> create(own, "soak " + worker + "-" + number + "-" + round);
      case 3, 4 -> regenerate(own);
      case 5, 6 -> delete(own);
      default -> regenerateShared();
    }
    if (own.size() > MOST_OWN) {
      delete(own);
    }
  }

  private void verifyCounted() throws Exception {
    Verdict good =
        latencies.time(
            "verify",
            () ->
                done(installation.verbs().verify().verify(caller, counted.secret(), List.of()))
                    .verdict());
    check(good instanceof Verdict.Accepted, "the counted key was " + good.code());
    accepted.increment();
    Verdict lacking =
        done(installation.verbs().verify().verify(caller, counted.secret(), List.of("keys:write")))
            .verdict();
    check(lacking instanceof Verdict.MissingScope, "the counted key was " + lacking.code());
    refused.increment();
  }

  private void isGood(Held held) {
    Verdict verdict = verdict(held.secret());
    check(verdict instanceof Verdict.Accepted, "a live key was " + verdict.code());
  }

  private void isDead(String secret) {
    Verdict verdict = verdict(secret);
    check(verdict instanceof Verdict.Revoked, "a dead key was " + verdict.code());
  }

  private Verdict verdict(String secret) {
    return installation.authenticator().verify(secret, List.of());
  }

  private void create(Deque<Held> own, String name) throws Exception {
    Issue issue =
        latencies.time(
            "create",
            () ->
                done(
                    installation
                        .verbs()
                        .create()
                        .create(caller, new CreateKey.Request(name, null, null, true))));
    created.increment();
    own.addLast(held(issue));
  }

  private static Held held(Issue issue) {
    Issue.Claimed claimed = (Issue.Claimed) issue;
    return new Held(claimed.key().key().id(), claimed.secret().reveal());
  }

  private Held regenerate(KeyId id) throws Exception {
    Issue issue =
        latencies.time(
            "regenerate",
            () ->
                done(
                    installation
                        .verbs()
                        .regenerate()
                        .regenerate(
                            caller, id, new RegenerateKey.Request(0, true, null, false, false))));
    regenerated.increment();
    return held(issue);
  }

  private void regenerate(Deque<Held> own) throws Exception {
    Held before = own.removeFirst();
    own.addLast(regenerate(before.id()));
    ended(before.secret());
  }

  private void regenerateShared() throws Exception {
    say("SHARED " + regenerate(shared).secret());
  }

  private void delete(Deque<Held> own) throws Exception {
    Held held = own.removeFirst();
    latencies.time("delete", () -> done(installation.verbs().delete().delete(caller, held.id())));
    deleted.increment();
    ended(held.secret());
    Verdict verdict = verdict(held.secret());
    check(
        verdict instanceof Verdict.Revoked revoked && revoked.reason() == Ended.DELETED,
        "a deleted key was " + verdict.code());
  }

  private void ended(String secret) {
    isDead(secret);
    say("DEAD " + secret);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      say("FAIL " + otherwise);
    }
  }

  private void say(String line) {
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
