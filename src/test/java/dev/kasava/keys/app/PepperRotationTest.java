package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Authenticator;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.fixture.TestServer;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.Issue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Another pepper under a server that runs, by the real command line. */
final class PepperRotationTest {
  @TempDir private Path folder;
  private TestServer server;
  private Secret first;

  @BeforeEach
  void start() {
    server = TestServer.in(folder);
    first = server.installation().firstKey().secret();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private CommandRun run(String... line) {
    return CommandRun.of(folder, first.reveal(), List.of(line));
  }

  /** What the server's chore does every two seconds. */
  private void tend() {
    server.installation().get().tendPeppers();
  }

  private String code(Secret secret) {
    return server.installation().get().authenticator().verify(secret.reveal(), List.of()).code();
  }

  private void rotate() throws IOException {
    CommandRun prepared = run("pepper", "rotate", "--prepare");
    assertThat(prepared.exitCode()).isZero();
    assertThat(prepared.err())
        .matches("Pepper [2-9] is in \\S+pepper\\. Back that file up before you go on\\.\\s+");
    assertThat(prepared.out()).contains("It is not used yet");
    tend();
    // As if it had been there for a while.
    Files.setLastModifiedTime(
        folder.resolve("pepper"), FileTime.from(Instant.now().minusSeconds(60)));
    CommandRun rotated = run("pepper", "rotate");
    assertThat(rotated.exitCode()).as(rotated.err()).isZero();
    assertThat(rotated.err()).doesNotContain("Waiting");
    assertThat(rotated.out()).startsWith("New digests are made with pepper ");
    tend();
  }

  private JsonNode status(int index) {
    return run("pepper", "status", "--json").json().path("peppers").path(index);
  }

  private void isStatus(int index, int version, String state, int secrets) {
    JsonNode status = status(index);
    assertThat(status.path("version").intValue()).isEqualTo(version);
    assertThat(status.path("state").stringValue()).isEqualTo(state);
    assertThat(status.path("secrets").intValue()).isEqualTo(secrets);
  }

  /** Under the old pepper nobody could tell that the deleted one is here. */
  @Test
  void whatWasExportedBeforeAnExchangeIsNotImportedAfterIt() throws IOException {
    Issue.Claimed deleted = server.installation().create("Deleted", null, "keys:read");
    Path file = folder.resolve("exported.jsonl");
    assertThat(run("keys", "export", file.toString()).exitCode()).isZero();
    rotate();
    assertThat(code(deleted.secret())).isEqualTo("accepted");
    tend();
    assertThat(run("keys", "delete", "Deleted", "--local", "--yes").exitCode()).isZero();
    CommandRun imported = run("keys", "import", file.toString());
    assertThat(imported.exitCode()).isEqualTo(1);
    assertThat(imported.err())
        .contains("a pepper that was exchanged here since", "export it again");
    assertThat(code(deleted.secret())).isEqualTo("revoked");
    assertThat(run("keys", "export", file.toString(), "--overwrite").exitCode()).isZero();
    tend();
  }

  @Test
  void everySecretStaysGoodAndMovesAtItsNextUse() throws IOException {
    Issue.Claimed old = server.installation().create("Old", null, "keys:read");
    Issue.Claimed idle = server.installation().create("Idle", null, "keys:read");
    isStatus(0, 1, "current", 3);
    assertThat(run("pepper", "rotate", "--prepare").out()).contains("not used yet");
    isStatus(0, 1, "current", 3);
    isStatus(1, 2, "waiting", 0);
    // Again, and there is still one that waits.
    assertThat(run("pepper", "rotate", "--prepare").exitCode()).isZero();
    assertThat(Files.readAllLines(folder.resolve("pepper"))).hasSize(3);

    rotate();
    Issue.Claimed young = server.installation().create("Young", null, "keys:read");
    isStatus(0, 2, "current", 1);
    isStatus(1, 1, "retired", 3);
    CommandRun refused = run("pepper", "remove", "1");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("3 live secrets");

    for (int use = 0; use < 3; use++) {
      assertThat(server.call("GET", "/api/v1/me", old.secret(), null).status()).isEqualTo(200);
      assertThat(
              server.send("GET", "/api/v1/auth", null, "X-API-Key", old.secret().reveal()).status())
          .isEqualTo(204);
      assertThat(code(young.secret())).isEqualTo("accepted");
      tend();
    }
    // The first key made the young one.
    isStatus(0, 2, "current", 3);
    isStatus(1, 1, "retired", 1);

    assertThat(code(idle.secret())).isEqualTo("accepted");
    tend();
    assertThat(code(idle.secret())).isEqualTo("accepted");
    isStatus(1, 1, "retired", 0);
    assertThat(run("pepper", "remove", "2").exitCode()).isEqualTo(1);
    assertThat(run("pepper", "remove", "7").exitCode()).isEqualTo(1);
    CommandRun removed = run("pepper", "remove", "1");
    assertThat(removed.exitCode()).as(removed.err()).isZero();
    assertThat(removed.out()).contains("\"1:\"");
    tend();
    Path pepper = folder.resolve("pepper");
    Files.write(
        pepper,
        Files.readAllLines(pepper).stream().filter(line -> !line.startsWith("1:")).toList());
    tend();
    for (Secret secret : List.of(first, old.secret(), idle.secret(), young.secret())) {
      assertThat(code(secret)).isEqualTo("accepted");
    }
    assertThat(server.installation().get().peppers().all()).hasSize(1);
    assertThat(run("pepper", "status").out()).contains("current").doesNotContain("retired");
  }

  @Test
  void whatMovedDiesLikeAnyOther() throws IOException {
    Issue.Claimed key = server.installation().create("Old", null, "keys:read");
    assertThat(code(key.secret())).isEqualTo("accepted");
    rotate();
    assertThat(code(key.secret())).isEqualTo("accepted");
    tend();
    assertThat(code(key.secret())).isEqualTo("accepted");
    assertThat(server.call("DELETE", "/api/v1/keys/" + key.key().key().id(), null).status())
        .isEqualTo(204);
    assertThat(code(key.secret())).isEqualTo("revoked");
    tend();
    assertThat(code(key.secret())).isEqualTo("revoked");
  }

  @Test
  void whoeverLooksWhileItMovesFindsIt() throws Exception {
    List<Secret> secrets =
        IntStream.range(0, 60)
            .mapToObj(i -> server.installation().create("Key " + i, null, "keys:read").secret())
            .toList();
    rotate();
    AtomicBoolean isOver = new AtomicBoolean();
    TestInstallation installation = server.installation();
    try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
      List<Future<?>> lookers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        lookers.add(
            pool.submit(
                () -> {
                  while (!isOver.get()) {
                    Authenticator cold = installation.authenticatorOver(installation.get().keys());
                    for (Secret secret : secrets) {
                      assertThat(cold.verify(secret.reveal(), List.of()).code())
                          .isEqualTo("accepted");
                    }
                  }
                }));
      }
      try {
        for (Secret secret : secrets) {
          code(secret);
          tend();
        }
      } finally {
        isOver.set(true);
      }
      for (Future<?> looker : lookers) {
        looker.get();
      }
    }
    // The first key, which nobody used since.
    isStatus(1, 1, "retired", 1);
  }

  @Test
  void aServerWithoutTheNewPepperWorksOnAndSaysSo() throws IOException {
    Path pepper = folder.resolve("pepper");
    String before = Files.readString(pepper);
    rotate();
    Issue.Claimed young = server.installation().create("Young", null, "keys:read");
    Files.writeString(pepper, before);
    tend();
    Files.writeString(pepper, "nonsense");
    tend();
    Files.delete(pepper);
    tend();
    assertThat(code(first)).isEqualTo("accepted");
    assertThat(code(young.secret())).isEqualTo("accepted");
    assertThat(server.installation().get().peppers().current().version()).isEqualTo(2);
  }

  @Test
  void aPepperInTheEnvironmentIsNotRotated() throws IOException {
    CommandRun refused =
        CommandRun.of(
            folder,
            first.reveal(),
            List.of("pepper", "rotate"),
            "KASAVA_PEPPER",
            Files.readString(folder.resolve("pepper")));
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("KASAVA_PEPPER_FILE").doesNotContain("1:");
  }
}
