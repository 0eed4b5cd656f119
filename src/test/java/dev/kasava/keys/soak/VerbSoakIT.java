package dev.kasava.keys.soak;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.JavaProcess;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Usage;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.service.Issue;
import dev.kasava.keys.store.AuditEntry;
import dev.kasava.keys.store.AuditQuery;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hundred clients in three processes on one data folder. They run for {@code soak.seconds}, ten
 * unless set.
 */
final class VerbSoakIT {
  private static final int PROCESSES = 3;
  private static final int CLIENTS = 67;

  @TempDir private Path folder;
  private final List<JavaProcess> workers = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> stats = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> sharedSecrets = new ConcurrentLinkedQueue<>();
  private final Set<String> live = ConcurrentHashMap.newKeySet();
  private final Set<String> dead = ConcurrentHashMap.newKeySet();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder created = new LongAdder();
  private final LongAdder regenerated = new LongAdder();
  private final LongAdder deleted = new LongAdder();
  private final CountDownLatch ready = new CountDownLatch(PROCESSES);

  @Test
  void loseNothingAndTrustNoDeadKey() throws Exception {
    String seconds = System.getProperty("soak.seconds", "10");
    try (TestInstallation test = TestInstallation.in(folder)) {
      Issue.Claimed counted = test.create("Counted", null, "keys:read");
      Issue.Claimed shared = test.create("Shared", null, "keys:read");
      sharedSecrets.add(shared.secret().reveal());
      runWorkers(seconds, counted, shared.key().key().id());

      report();
      assertThat(failures).isEmpty();
      countsAreExact(test, counted);
      theAuditLogHasEveryChange(test);
      everyKeyIsWhereItBelongs(test);
      oneSecretOfTheSharedKeyIsLeft(test);
    }
  }

  private void runWorkers(String seconds, Issue.Claimed counted, KeyId shared) throws Exception {
    List<Thread> readers = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        JavaProcess worker =
            JavaProcess.start(
                SoakWorker.class,
                List.of("-Xmx512m"),
                folder.toString(),
                String.valueOf(i),
                String.valueOf(CLIENTS),
                seconds,
                counted.key().key().id().value(),
                shared.value());
        workers.add(worker);
        worker.send(counted.secret().reveal());
        readers.add(Thread.ofVirtual().start(() -> worker.lines().forEach(l -> hear(worker, l))));
      }
      assertThat(ready.await(60, TimeUnit.SECONDS)).isTrue();
      workers.forEach(worker -> worker.send("GO"));
      for (Thread reader : readers) {
        reader.join();
      }
      for (JavaProcess worker : workers) {
        assertThat(worker.exitCode()).isZero();
      }
    } finally {
      workers.forEach(JavaProcess::close);
    }
  }

  private void hear(JavaProcess from, String line) {
    String[] words = line.split(" ");
    switch (words[0]) {
      case "READY" -> ready.countDown();
      case "DEAD" -> {
        dead.add(words[1]);
        workers.stream().filter(worker -> worker != from).forEach(worker -> worker.send(line));
      }
      case "LIVE" -> live.add(words[2]);
      case "SHARED" -> sharedSecrets.add(words[1]);
      case "COUNT" -> {
        accepted.add(Long.parseLong(words[1]));
        refused.add(Long.parseLong(words[2]));
      }
      case "CHANGES" -> {
        created.add(Long.parseLong(words[1]));
        regenerated.add(Long.parseLong(words[2]));
        deleted.add(Long.parseLong(words[3]));
      }
      case "STAT" -> stats.add("process " + from.pid() + ": " + line.substring(5));
      case "END" -> {}
      default -> failures.add(line);
    }
  }

  @SuppressWarnings("SystemOut") // the numbers are what this test is run for
  private void report() {
    System.out.println("operation: count, median, 99th percentile, most (microseconds)");
    stats.stream().sorted().forEach(System.out::println);
    System.out.printf(
        "verified %d, refused %d, created %d, regenerated %d, deleted %d, failures %d%n",
        accepted.sum(),
        refused.sum(),
        created.sum(),
        regenerated.sum(),
        deleted.sum(),
        failures.size());
  }

  private void countsAreExact(TestInstallation test, Issue.Claimed counted) {
    Usage usage =
        done(test.get().verbs().usage().read(test.firstCaller(), counted.key().key().id(), null));
    assertThat(usage.total()).isEqualTo(accepted.sum()).isPositive();
    assertThat(usage.rejected()).isEqualTo(refused.sum()).isPositive();
  }

  private void theAuditLogHasEveryChange(TestInstallation test) {
    OwnerId owner = test.firstCaller().owner();
    List<AuditRecord> records =
        test
            .get()
            .keys()
            .read(reader -> reader.audit(AuditQuery.newest(owner, Integer.MAX_VALUE)))
            .stream()
            .map(AuditEntry::record)
            .toList();
    var byAction =
        records.stream().collect(Collectors.groupingBy(AuditRecord::action, Collectors.counting()));
    // The first key, the counted and the shared one are the test's own.
    assertThat(byAction)
        .containsEntry(AuditRecord.Action.CREATED, created.sum() + 3)
        .containsEntry(AuditRecord.Action.REGENERATED, regenerated.sum())
        .containsEntry(AuditRecord.Action.DELETED, deleted.sum());
  }

  private void everyKeyIsWhereItBelongs(TestInstallation test) {
    assertThat(live).hasSize((int) (created.sum() - deleted.sum())).isNotEmpty();
    assertThat(live).allSatisfy(secret -> assertThat(codeOf(test, secret)).isEqualTo("accepted"));
    assertThat(dead).allSatisfy(secret -> assertThat(codeOf(test, secret)).isEqualTo("revoked"));
    assertThat(countKeys(test)).isEqualTo(live.size() + 3);
  }

  private static int countKeys(TestInstallation test) {
    OwnerId owner = test.firstCaller().owner();
    int count = 0;
    KeyQuery.Position after = null;
    while (true) {
      KeyQuery query = new KeyQuery(owner, "", after, KeyQuery.MOST, Instant.now());
      KeyPage page = test.get().keys().read(reader -> reader.keys(query));
      count += page.keys().size();
      if (!page.more()) {
        return count;
      }
      var last = page.keys().getLast().key();
      after = new KeyQuery.Position(last.createdAt(), last.id());
    }
  }

  private void oneSecretOfTheSharedKeyIsLeft(TestInstallation test) {
    assertThat(sharedSecrets).hasSizeGreaterThan(PROCESSES);
    assertThat(sharedSecrets.stream().map(secret -> codeOf(test, secret)))
        .containsOnly("accepted", "revoked")
        .filteredOn("accepted"::equals)
        .hasSize(1);
  }

  private static String codeOf(TestInstallation test, String secret) {
    Verdict verdict = test.get().authenticator().verify(secret, List.of());
    return verdict.code();
  }
}
