package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.KasavaProcess.Result;
import dev.kasava.keys.fixture.KeyringSession;
import dev.kasava.keys.fixture.NodeProgram;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What people install: the archive and the bundle that the build packs, with no Java about. */
final class BundleIT {
  private static final String MCPB = "@anthropic-ai/mcpb/dist/cli/cli.js";
  private static final Map<String, String> ARCHIVES_ARE_NEEDED =
      Map.of("JAVA_TOOL_OPTIONS", "-Xshare:on");
  private static final String QUESTION =
      """
      {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{},"clientInfo":{"name":"claude-ai","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"whoami","arguments":{}}}
      """;

  private final Path home = Tools.kept("bundle");
  private final Map<String, String> environment = new HashMap<>();
  private final Path folder;

  BundleIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void start() throws IOException {
    environment.put("PATH", Tools.programsWithoutJava().toString());
    environment.put("JAVA_HOME", "/nonexistent");
    environment.put("HOME", Files.createDirectory(folder.resolve("person")).toString());
  }

  private Result run(Path program, Map<String, String> additions, String... arguments)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(additions);
    return KasavaProcess.run(program.resolve("bin/kasava"), home, all, null, arguments);
  }

  @Test
  void fromTheArchiveToAToolCallInTwoCommands() throws Exception {
    Path program = Tools.unpack(folder);
    try (KeyringSession session =
            KeyringSession.unlocked(Files.createDirectory(folder.resolve("s")));
        KasavaProcess server =
            KasavaProcess.serve(program.resolve("bin/kasava"), home, environment)) {
      assertThat(server.greeting()).isNotEmpty();
      Result connected = run(program, session.environment(), "connect", "cursor", "--local");
      assertThat(connected.err()).isEmpty();
      assertThat(connected.out()).contains("Cursor reaches the server: a tool call was answered.");
    }
  }

  @Test
  void aCopyHasItsClassArchivesBackFromTheSecondStartOn() throws Exception {
    Path program = Tools.unpack(folder);
    assertThat(run(program, ARCHIVES_ARE_NEEDED, "--version").exitCode()).isZero();
    List<Path> jars;
    try (Stream<Path> files = Files.walk(program.resolve("lib"))) {
      jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
    for (Path jar : jars) {
      Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2020-02-02T02:02:02Z")));
    }
    Path copy = folder.resolve("a copy");
    Files.move(program, copy);
    assertThat(run(copy, ARCHIVES_ARE_NEEDED, "--version").exitCode()).isEqualTo(1);
    isVersion(run(copy, Map.of(), "--version"));
    assertThat(run(copy, ARCHIVES_ARE_NEEDED, "--version").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"command-first.jsa", "command-rest.jsa"})
  void aMissingOrDamagedClassArchiveIsNotNoticed(String name) throws Exception {
    Path program = Tools.unpack(folder);
    Path archive = program.resolve("lib/kasava").resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "rw")) {
      byte[] noise = new byte[1 << 20];
      new Random(1).nextBytes(noise);
      file.seek(file.length() / 4);
      file.write(noise);
      isVersion(run(program, Map.of(), "--version"));
      file.setLength(file.length() / 3);
    }
    isVersion(run(program, Map.of(), "--version"));
    Files.writeString(archive, "");
    isVersion(run(program, Map.of(), "--version"));
    Files.writeString(archive, "not an archive");
    isVersion(run(program, Map.of(), "--version"));
    Files.delete(archive);
    isVersion(run(program, Map.of(), "--version"));
  }

  private static void isVersion(Result result) {
    assertThat(result.out()).matches("kasava \\d+\\.\\d+\\.\\d+\\S*\\n");
    assertThat(result.err()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void aPluginWithoutAProgramHandsOverToTheOneThatIsInstalledOrSaysWhatToInstall()
      throws Exception {
    Path sources = folder.resolve("cache/kasava");
    Path bin = Files.createDirectories(sources.resolve("bin"));
    Path launcher = Files.copy(Tools.launcher(), bin.resolve("kasava"));
    Result alone = run(sources, Map.of(), "--version");
    assertThat(alone.out()).isEmpty();
    assertThat(alone.err()).contains("holds no program").contains("mvn -B package -DskipTests");
    assertThat(alone.exitCode()).isEqualTo(4);

    String path = environment.get("PATH");
    Map<String, String> itself = Map.of("PATH", bin + ":" + path);
    assertThat(run(sources, itself, "--version").exitCode()).isEqualTo(4);
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.copy(launcher, other.resolve("kasava"));
    Map<String, String> another = Map.of("PATH", other + ":" + path);
    assertThat(run(sources, another, "--version").exitCode()).isEqualTo(4);

    Map<String, String> installed = Map.of("PATH", Tools.plugin().resolve("bin") + ":" + path);
    isVersion(run(sources, installed, "--version"));
  }

  @Test
  void claudeDesktopsBundleIsValidAndAnswersAToolCallWithTheKeyFromItsSettings() throws Exception {
    NodeProgram node = new NodeProgram(folder, Map.of());
    Path unpacked = folder.resolve("unpacked");
    mcpb(node, "unpack", Tools.desktopBundle().toString(), unpacked.toString());
    assertThat(mcpb(node, "validate", unpacked.resolve("manifest.json").toString()))
        .contains("Manifest schema validation passes!");
    Path packed = folder.resolve("packed.mcpb");
    mcpb(node, "pack", unpacked.toString(), packed.toString());
    Path again = folder.resolve("again");
    mcpb(node, "unpack", packed.toString(), again.toString());

    JsonNode server =
        new Json()
            .mapper()
            .readTree(Files.readString(again.resolve("manifest.json")))
            .path("server")
            .path("mcp_config");
    try (KeyringSession session =
            KeyringSession.unlocked(Files.createDirectory(folder.resolve("s")));
        KasavaProcess kasava = KasavaProcess.serve(home)) {
      environment.putAll(session.environment());
      environment.put("KASAVA_URL", kasava.url());
      environment.put("KASAVA_OFFERED_KEY", kasava.firstSecret());
      Result said = answers(server, again);
      assertThat(said.out())
          .contains("\"id\":2")
          .contains("First key")
          .doesNotContain("isError\":true");
      assertThat(said.err()).contains("the key of the client's settings is in ");
      environment.put("KASAVA_OFFERED_KEY", "");
      assertThat(answers(server, again).out()).contains("First key");
    }
  }

  /** As Claude Desktop starts it. */
  private Result answers(JsonNode server, Path bundle) throws IOException {
    Path command =
        Path.of(server.path("command").stringValue("").replace("${__dirname}", bundle.toString()));
    String[] arguments =
        server.path("args").valueStream().map(JsonNode::stringValue).toArray(String[]::new);
    assertThat(server.path("env").propertyNames())
        .containsExactlyInAnyOrder("KASAVA_URL", "KASAVA_OFFERED_KEY");
    return KasavaProcess.run(command, home, environment, QUESTION, arguments);
  }

  private static String mcpb(NodeProgram node, String... arguments) throws Exception {
    String[] command =
        Stream.concat(Stream.of(NodeProgram.installed(MCPB).toString()), Stream.of(arguments))
            .toArray(String[]::new);
    NodeProgram.Said said = node.run(List.of(command));
    assertThat(said.exitCode()).as(said.output() + said.errors()).isZero();
    return said.output();
  }
}
