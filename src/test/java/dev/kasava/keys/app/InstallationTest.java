package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.access.PepperGuard;
import dev.kasava.keys.access.PepperText;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.Issue;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The data folder, the pepper and the key prefix. */
final class InstallationTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path temporary;

  private Path home() {
    return temporary.resolve("new/home");
  }

  private Path pepper() {
    return home().resolve("pepper");
  }

  private Installation initialise(Map<String, String> environment) {
    return Installation.initialise(new DataFolder(home()), Choices.USUAL, environment, CLOCK);
  }

  private Installation open(Map<String, String> environment) {
    return Installation.open(new DataFolder(home()), environment, CLOCK);
  }

  /** A new installation, and the secret of its first key. */
  private Secret begin() {
    try (Installation installation = initialise(Map.of())) {
      return installation.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow().secret();
    }
  }

  private static String codeOf(Installation installation, Secret secret) {
    return installation.authenticator().verify(secret.reveal(), List.of()).code();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(temporary)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  @EnabledOnOs(
      value = {OS.LINUX, OS.MAC},
      disabledReason = "file modes are POSIX's")
  void onlyItsUserCanReadAnything() throws IOException {
    assertThat(FileSystems.getDefault().supportedFileAttributeViews()).contains("posix");
    try (Installation installation = initialise(Map.of())) {
      Issue.Claimed first = installation.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow();
      DataFolder folder = installation.folder();
      folder.replace(folder.firstKey(), first.secret().reveal() + "\n");
      assertThat(mode(home())).isEqualTo("rwx------");
      assertThat(files())
          .contains(pepper(), folder.firstKey(), home().resolve("kasava.db"))
          .allSatisfy(file -> assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------"));
    }
  }

  @Test
  void openingMakesNothing() {
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("kasava serve")
        .hasMessageContaining("KASAVA_HOME");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void openingAnEmptyFolderMakesNothingThereEither() throws IOException {
    Files.createDirectories(home());
    assertThatThrownBy(() -> open(Map.of())).isInstanceOf(DataFolderException.class);
    assertThat(home()).isEmptyDirectory();
  }

  @Test
  void aFirstKeyIsMadeOnce() {
    Secret first = begin();
    try (Installation again = initialise(Map.of())) {
      assertThat(again.firstStart().begin("Owner", ZoneOffset.UTC)).isEmpty();
      assertThat(codeOf(again, first)).isEqualTo("accepted");
    }
  }

  @Test
  void aMissingPepperIsNeverMadeAnew() throws IOException {
    begin();
    Path safe = temporary.resolve("backup");
    Files.move(pepper(), safe);
    for (boolean serve : new boolean[] {true, false}) {
      assertThatThrownBy(() -> (serve ? initialise(Map.of()) : open(Map.of())).close())
          .isInstanceOf(PepperException.class)
          .hasMessageContaining("pepper is missing")
          .hasMessageContaining("Put back your backup");
      assertThat(pepper()).doesNotExist();
    }
    try (Installation installation = open(Map.of("KASAVA_PEPPER_FILE", safe.toString()))) {
      assertThat(installation.firstStart().begin("x", ZoneOffset.UTC)).isEmpty();
    }
  }

  @Test
  void anotherPepperIsRefused() throws IOException {
    begin();
    String right = Files.readString(pepper());
    String wrong = PepperText.generate(new SecureRandom());
    Files.writeString(pepper(), wrong);
    assertThatThrownBy(() -> initialise(Map.of()).close())
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("not the one")
        .hasMessageContaining("Put back your backup");
    assertThatThrownBy(() -> open(Map.of("KASAVA_PEPPER", wrong)).close())
        .isInstanceOf(PepperException.class);
    open(Map.of("KASAVA_PEPPER", right)).close();
    Files.writeString(pepper(), right);
    assertThatThrownBy(() -> open(Map.of("KASAVA_PEPPER", wrong)).close())
        .isInstanceOf(PepperException.class);
    open(Map.of("KASAVA_PEPPER", " ", "KASAVA_PEPPER_FILE", "")).close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# nothing else",
        "no colon",
        ":c2VjcmV0",
        "1:c2VjcmV0LXBlcHBlcg==",
        "one:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
        "0:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
        "-1:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
        "99999999999:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=",
        "1:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw!!!=",
        "1:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=\n"
            + "1:MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI="
      })
  void aMalformedPepperIsRefusedAndNotQuoted(String text) throws IOException {
    begin();
    Files.writeString(pepper(), text);
    assertThatThrownBy(() -> open(Map.of()).close())
        .isInstanceOf(PepperException.class)
        .hasNoCause()
        .hasMessageContaining("cannot be read")
        .hasMessageContaining(pepper().toString())
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("MTIz", "c2Vjc"));
  }

  @Test
  void aPepperThatIsNoTextIsRefused() throws IOException {
    begin();
    Files.write(pepper(), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> open(Map.of()).close())
        .isInstanceOfAny(PepperException.class, DataFolderException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void aMalformedPepperFromTheEnvironmentLeavesNothingHalfMade() {
    assertThatThrownBy(() -> initialise(Map.of("KASAVA_PEPPER", "nonsense")).close())
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("KASAVA_PEPPER")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("nonsense"));
    assertThat(home().resolve("kasava.db")).doesNotExist();
    assertThat(pepper()).doesNotExist();
    begin();
  }

  @Test
  void aPepperFromTheEnvironmentIsNotKeptInTheFolder() throws IOException {
    String text = PepperText.generate(new SecureRandom());
    Path file = Files.writeString(temporary.resolve("mounted-secret"), text);
    Secret first;
    try (Installation installation = initialise(Map.of("KASAVA_PEPPER", text))) {
      first = installation.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow().secret();
    }
    assertThat(pepper()).doesNotExist();
    try (Installation installation = open(Map.of("KASAVA_PEPPER_FILE", file.toString()))) {
      assertThat(codeOf(installation, first)).isEqualTo("accepted");
    }
    assertThatThrownBy(() -> open(Map.of()).close())
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> open(Map.of("KASAVA_PEPPER_FILE", "/nowhere/pepper")).close())
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("/nowhere/pepper")
        .hasMessageContaining("cannot be read");
  }

  @Test
  void secretsOfARetiredPepperStillWork() throws IOException {
    Secret old = begin();
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    String both =
        Files.readString(pepper()) + "2:" + Base64.getEncoder().encodeToString(bytes) + "\r\n";
    String before = Files.readString(pepper());
    Files.writeString(pepper(), both);
    Secret young;
    try (Installation installation = open(Map.of())) {
      // It waits until it is told to be used.
      assertThat(installation.peppers().current().version()).isEqualTo(1);
      PepperGuard.activate(
          installation.keys(), installation.peppers().all().getLast(), installation.clock());
    }
    try (Installation installation = open(Map.of())) {
      assertThat(installation.peppers().current().version()).isEqualTo(2);
      assertThat(codeOf(installation, old)).isEqualTo("accepted");
      assertThat(codeOf(installation, old)).isEqualTo("accepted");
      Caller operator =
          Caller.operator(
              installation.keys().read(reader -> reader.firstOwner().orElseThrow().id()), Door.CLI);
      young =
          ((Issue.Claimed)
                  TestInstallation.done(
                      installation
                          .verbs()
                          .create()
                          .create(operator, new CreateKey.Request("Young", null, null, true))))
              .secret();
      assertThat(codeOf(installation, young)).isEqualTo("accepted");
    }
    try (Installation installation = open(Map.of())) {
      assertThat(codeOf(installation, young)).isEqualTo("accepted");
      assertThat(codeOf(installation, old)).isEqualTo("accepted");
    }
    // Neither version can be left out from then on.
    Files.writeString(pepper(), before);
    assertThatThrownBy(() -> open(Map.of()).close())
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("version 2 is missing");
    Files.writeString(pepper(), both.lines().skip(2).findFirst().orElseThrow());
    assertThatThrownBy(() -> open(Map.of()).close())
        .isInstanceOf(PepperException.class)
        .hasMessageContaining("version 1 is missing");
  }

  @Test
  void aFolderKeepsItsPrefix() {
    DataFolder folder = new DataFolder(home());
    Secret first;
    try (Installation installation =
        Installation.initialise(
            folder, new Choices("acme", null, Choices.GRACE), Map.of(), CLOCK)) {
      first = installation.firstStart().begin("Owner", ZoneOffset.UTC).orElseThrow().secret();
    }
    assertThat(first.reveal()).startsWith("acme_");
    try (Installation installation = initialise(Map.of())) {
      assertThat(installation.format().preview("")).isEqualTo("acme_****");
      assertThat(codeOf(installation, first)).isEqualTo("accepted");
    }
    Installation.initialise(folder, new Choices("acme", null, Choices.GRACE), Map.of(), CLOCK)
        .close();
    assertThatThrownBy(
            () ->
                Installation.initialise(
                        folder, new Choices("ksa", null, Choices.GRACE), Map.of(), CLOCK)
                    .close())
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("begin with \"acme_\"")
        .hasMessageContaining("Leave --key-prefix out");
  }

  @Test
  void aPrefixThatIsLostIsReadFromTheDatabase() throws IOException {
    DataFolder folder = new DataFolder(home());
    Installation.initialise(folder, new Choices("acme", null, Choices.GRACE), Map.of(), CLOCK)
        .close();
    Files.delete(home().resolve("key-prefix"));
    try (Installation installation = open(Map.of())) {
      assertThat(installation.format().prefix()).isEqualTo("acme");
    }
    assertThat(home().resolve("key-prefix")).hasContent("acme");
  }

  @Test
  void aSpoiltPrefixIsSaid() throws IOException {
    begin();
    Files.writeString(home().resolve("key-prefix"), "NO!\n");
    assertThatThrownBy(() -> open(Map.of()).close())
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("key-prefix")
        .hasMessageContaining("Put back");
  }

  @Test
  void anImpossiblePrefixMakesNoFolder() {
    assertThatThrownBy(
            () ->
                Installation.initialise(
                    new DataFolder(home()),
                    new Choices("NO!", null, Choices.GRACE),
                    Map.of(),
                    CLOCK))
        .isInstanceOf(RuntimeException.class)
        .hasMessageContaining("key prefix");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aFileInTheFoldersPlaceIsSaid() throws IOException {
    Files.createDirectories(home().getParent());
    Files.writeString(home(), "a file");
    assertThatThrownBy(() -> initialise(Map.of()).close())
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("is not a folder")
        .hasMessageContaining("KASAVA_HOME");
    assertThat(Files.readString(home())).isEqualTo("a file");
  }

  @Test
  void aFolderThatCannotBeMadeIsSaid() throws IOException {
    Files.writeString(temporary.resolve("new"), "a file where a folder should be");
    assertThatThrownBy(() -> initialise(Map.of()).close())
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("KASAVA_HOME");
  }

  @Test
  void aFolderInTheDatabasesPlaceIsSaid() throws IOException {
    Files.createDirectories(home().resolve("kasava.db"));
    assertThatThrownBy(() -> initialise(Map.of()).close())
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("KASAVA_HOME");
  }

  @Test
  void aSecretThatCannotBePutInItsPlaceIsLeftNowhereElse() throws IOException {
    begin();
    DataFolder folder = new DataFolder(home());
    Files.createDirectories(folder.firstKey().resolve("something"));
    List<Path> before = files();
    assertThatThrownBy(() -> folder.replace(folder.firstKey(), "the secret"))
        .isInstanceOf(DataFolderException.class)
        .hasMessageContaining("cannot be written");
    assertThat(files()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  void theUsualPlaceFollowsTheEnvironment() {
    assertThat(DataFolder.ofEnvironment(Map.of("KASAVA_HOME", "/x/../y")).path())
        .isEqualTo(Path.of("/y").toAbsolutePath());
    assertThat(DataFolder.ofEnvironment(Map.of("KASAVA_HOME", " ")).path()).isAbsolute();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "each system has a place of its own")
  void onLinuxItIsWhereTheDesktopKeepsData() {
    assertThat(DataFolder.ofEnvironment(Map.of("HOME", "/home/ada")).path())
        .isEqualTo(Path.of("/home/ada/.local/share/kasava-keys"));
    assertThat(
            DataFolder.ofEnvironment(Map.of("HOME", "/home/ada", "XDG_DATA_HOME", "/data")).path())
        .isEqualTo(Path.of("/data/kasava-keys"));
  }
}
