package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.JavaProcess;
import dev.kasava.keys.fixture.Wait;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.KeyPage;
import dev.kasava.keys.store.KeyQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of all that start on a new folder at the same moment, one begins and the others join. */
final class SimultaneousStartTest {
  @TempDir private Path temporary;

  private Path home() {
    return temporary.resolve("home");
  }

  @Test
  void ofSeveralProcessesOneMakesTheFirstKey() throws Exception {
    List<JavaProcess> processes = new ArrayList<>();
    List<Iterator<String>> outputs = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        JavaProcess process =
            JavaProcess.start(InitialisingWorker.class, List.of(), home().toString(), "acme");
        processes.add(process);
        outputs.add(process.lines().iterator());
      }
      for (Iterator<String> output : outputs) {
        assertThat(output.next()).isEqualTo("READY");
      }
      processes.forEach(process -> process.send("GO"));
      List<String> said = new ArrayList<>();
      for (Iterator<String> output : outputs) {
        said.add(output.next());
      }
      for (JavaProcess process : processes) {
        assertThat(process.exitCode()).isZero();
      }
      oneBegan(said);
    } finally {
      processes.forEach(JavaProcess::close);
    }
  }

  @Test
  void ofSeveralThreadsOneMakesTheFirstKey() throws Exception {
    int threads = 6;
    CountDownLatch start = new CountDownLatch(1);
    List<String> said = new ArrayList<>();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<String>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(
            pool.submit(
                () -> {
                  start.await();
                  return begin();
                }));
      }
      start.countDown();
      for (Future<String> one : all) {
        said.add(one.get());
      }
    }
    oneBegan(said);
  }

  private String begin() {
    try (Installation installation =
        Installation.initialise(
            new DataFolder(home()),
            new Choices("acme", null, Choices.GRACE),
            Map.of(),
            InstantSource.system())) {
      return installation
          .firstStart()
          .begin("Owner", ZoneOffset.UTC)
          .map(issue -> issue.secret().reveal())
          .orElse("NONE");
    }
  }

  private void oneBegan(List<String> said) throws Exception {
    List<String> secrets = said.stream().filter(line -> !line.equals("NONE")).toList();
    assertThat(secrets).hasSize(1);
    assertThat(secrets.getFirst()).startsWith("acme_");
    try (Installation installation =
        Installation.open(new DataFolder(home()), Map.of(), InstantSource.system())) {
      Verdict verdict = installation.authenticator().verify(secrets.getFirst(), List.of());
      assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
      KeyPage page =
          installation
              .keys()
              .read(
                  reader ->
                      reader.keys(
                          new KeyQuery(
                              reader.firstOwner().orElseThrow().id(), "", null, 9, Instant.now())));
      assertThat(page.keys()).hasSize(1);
      ApiKey key = page.keys().getFirst().key();
      assertThat(key.name().text()).isEqualTo("First key");
    }
    try (Stream<Path> files = Files.list(home())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("no drafts are left")
          .noneMatch(name -> name.matches("(pepper|key-prefix)\\..*"));
    }
  }

  /** Whoever finds the folder there finds it whole: with its prefix and its pepper. */
  @Test
  void aFolderIsNotOpenedBeforeItIsWhole() throws Exception {
    for (int round = 0; round < 15; round++) {
      Path home = temporary.resolve("home-" + round);
      try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
        Future<String> opened = pool.submit(() -> openAsSoonAsItIsThere(home));
        Future<?> made =
            pool.submit(
                () ->
                    Installation.initialise(
                            new DataFolder(home),
                            new Choices("acme", null, Choices.GRACE),
                            Map.of(),
                            InstantSource.system())
                        .close());
        made.get();
        assertThat(opened.get()).isEqualTo("acme_****");
      }
    }
  }

  private static String openAsSoonAsItIsThere(Path home) {
    AtomicReference<String> preview = new AtomicReference<>("");
    Wait.until("the folder", () -> isOpened(home, preview));
    return preview.get();
  }

  private static boolean isOpened(Path home, AtomicReference<String> preview) {
    try (Installation installation =
        Installation.open(new DataFolder(home), Map.of(), InstantSource.system())) {
      preview.set(installation.format().preview(""));
      return true;
    } catch (DataFolderException e) {
      assertThat(e.getMessage()).contains("There is no Kasava Keys data");
      return false;
    }
  }
}
