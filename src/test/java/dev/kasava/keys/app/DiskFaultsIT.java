package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Servers whose disk is full, fails, cannot be written, is locked by another program or damaged.
 */
final class DiskFaultsIT {
  private static final String KEYS = "/api/v1/keys";

  private final Json json = new Json();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path home = Tools.kept("disk");
  private final List<String> secrets = new ArrayList<>();
  private String admin = "";
  private int uses;

  @AfterEach
  void close() {
    http.close();
  }

  /** A launcher that does something first, then becomes the program. */
  private static Path launcher(String first, String last) throws IOException {
    Path script = Tools.kept("launcher");
    Files.createDirectories(script.getParent());
    Files.writeString(
        script,
        "#!/bin/sh\n" + first.replace("LAUNCH", Tools.launcher() + " \"$@\"") + last + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  private KasavaProcess serve(Path launcher) throws IOException {
    KasavaProcess server = KasavaProcess.serve(launcher, home, Map.of());
    return server;
  }

  private HttpResponse<String> call(
      KasavaProcess server, String method, String path, String key, String body) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create(server.url() + path))
              .header("X-API-Key", key)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Makes a key; answers the status, and keeps what was acknowledged. */
  private int create(KasavaProcess server, String name) {
    HttpResponse<String> response =
        call(server, "POST", KEYS, admin, json.text(Map.of("name", name)));
    if (response.statusCode() == 201) {
      secrets.add(json.mapper().readTree(response.body()).path("secret").stringValue());
    } else {
      assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
      assertThat(response.headers().firstValue("Retry-After")).isPresent();
      assertThat(response.body()).contains("cannot reach its data");
    }
    return response.statusCode();
  }

  private void use(KasavaProcess server, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(call(server, "GET", "/api/v1/auth", admin, "").statusCode()).isEqualTo(204);
      uses++;
    }
  }

  /** Everything that was acknowledged is there. */
  private void check(KasavaProcess server) {
    assertThat(secrets).isNotEmpty();
    for (String secret : secrets) {
      assertThat(call(server, "GET", "/api/v1/auth", secret, "").statusCode()).isEqualTo(204);
    }
  }

  private long counted(KasavaProcess server) {
    JsonNode me = json.mapper().readTree(call(server, "GET", "/api/v1/me", admin, "").body());
    String id = me.path("key").path("id").stringValue();
    HttpResponse<String> usage = call(server, "GET", KEYS + "/" + id + "/usage", admin, "");
    return json.mapper().readTree(usage.body()).path("totalRequests").longValue();
  }

  @Test
  void aFullDiskLosesNothingThatWasAcknowledged() throws Exception {
    Files.createDirectories(home);
    Path launcher =
        launcher(
            "exec unshare -Urm sh -c 'mount -t tmpfs -o size=8m none \"$KASAVA_HOME\" && exec"
                + " \"$0\" \"$@\"' LAUNCH",
            "");
    try (KasavaProcess server = serve(launcher)) {
      Path disk = Path.of("/proc", Long.toString(server.pid()), "root" + home);
      admin = Files.readString(disk.resolve("first-key")).strip();
      assertThat(create(server, "Before")).isEqualTo(201);
      use(server, 10);
      long before = counted(server);
      uses = 0;
      fill(disk.resolve("filler"));
      int refused = 0;
      for (int i = 0; i < 50; i++) {
        refused += create(server, "Full " + i) == 503 ? 1 : 0;
      }
      assertThat(refused).isPositive();
      use(server, 100);
      check(server);
      Files.delete(disk.resolve("filler"));
      assertThat(create(server, "Afterwards")).isEqualTo(201);
      check(server);
      // Those are the requests that the key made itself, and being asked for it.
      assertThat(counted(server) - before).isEqualTo(uses + 50 + 1 + 2);
    }
  }

  private static void fill(Path file) {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  @Test
  void aDiskThatCannotSyncLosesNothingThatWasAcknowledged() throws Exception {
    String strace = "strace -D -f --seccomp-bpf -qqq -o /dev/null -e trace=fsync,fdatasync";
    Path launcher =
        launcher("exec " + strace + " -e inject=fsync,fdatasync:error=EIO:when=60+ LAUNCH", "");
    try (KasavaProcess server = serve(launcher)) {
      admin = server.firstSecret();
      int status = 201;
      for (int i = 0; i < 200 && status == 201; i++) {
        status = create(server, "Key " + i);
      }
      assertThat(status).isEqualTo(503);
      use(server, 100);
      server.kill();
    }
    try (KasavaProcess server = serve(Tools.launcher())) {
      check(server);
      assertThat(create(server, "Afterwards")).isEqualTo(201);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    try (KasavaProcess server = serve(Tools.launcher())) {
      admin = server.firstSecret();
    }
    Path launcher =
        launcher(
            "exec unshare -Urm sh -c 'mount --bind \"$KASAVA_HOME\" \"$KASAVA_HOME\" && mount -o"
                + " remount,ro,bind \"$KASAVA_HOME\" && exec \"$0\" \"$@\"' LAUNCH",
            "");
    KasavaProcess.Result result =
        KasavaProcess.run(launcher, home, Map.of(), null, "serve", "--port", "0");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains(home.toString()).contains("cannot be written");
    assertThat(result.err()).doesNotContain("\tat ");
  }

  @Test
  void knownKeysStayGoodWhileAnotherProgramLocksTheDatabase() throws Exception {
    try (KasavaProcess server = serve(Tools.launcher())) {
      admin = server.firstSecret();
      assertThat(create(server, "Before")).isEqualTo(201);
      use(server, 1);
      try (Connection other =
              DriverManager.getConnection("jdbc:sqlite:" + home.resolve("kasava.db"));
          Statement statement = other.createStatement()) {
        statement.execute("begin immediate");
        use(server, 100);
        assertThat(create(server, "Locked")).isEqualTo(503);
        use(server, 100);
        statement.execute("rollback");
      }
      assertThat(create(server, "Afterwards")).isEqualTo(201);
      check(server);
    }
  }

  @Test
  void aDamagedDatabaseIsNamed() throws Exception {
    try (KasavaProcess server = serve(Tools.launcher())) {
      admin = server.firstSecret();
    }
    Path database = home.resolve("kasava.db");
    byte[] bytes = Files.readAllBytes(database);
    for (int i = 100; i < bytes.length; i++) {
      bytes[i] ^= 0x55;
    }
    Files.write(database, bytes);
    KasavaProcess.Result result = KasavaProcess.run(home, Map.of(), null, "serve", "--port", "0");
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.err()).contains("is damaged").contains("backup");
    assertThat(result.err()).doesNotContain("\tat ");
    assertThatThrownBy(() -> KasavaProcess.serve(home)).hasMessageContaining("ended");
  }
}
