package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.cli.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What every start does to its process; each test leaves the process as it was. */
final class MainTest {
  private static final String CHANNELS = "java.nio.channels.spi.SelectorProvider";
  private static final String CLASS_PATH = "java.class.path";
  private static final String SYSTEM = "os.name";

  private final InputStream in = System.in;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final String classPath = System.getProperty(CLASS_PATH);
  private final String system = System.getProperty(SYSTEM);
  private final String channels = System.getProperty(CHANNELS, "");

  @AfterEach
  void putBack() {
    System.setIn(in);
    System.setOut(out);
    System.setErr(err);
    System.setProperty(CLASS_PATH, classPath);
    System.setProperty(SYSTEM, system);
    if (channels.isEmpty()) {
      System.clearProperty(CHANNELS);
    } else {
      System.setProperty(CHANNELS, channels);
    }
  }

  @Test
  void whatLibrariesPrintIsNotAmidTheProtocol() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setIn(new ByteArrayInputStream("in".getBytes(StandardCharsets.UTF_8)));
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));

    Terminal terminal = Main.begin();
    System.out.print("a library's banner");
    terminal.out().print("answer");
    terminal.err().print(", and a word");
    terminal.out().flush();

    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("answer");
    assertThat(told.toString(StandardCharsets.UTF_8)).isEqualTo("a library's banner, and a word");
    assertThat(terminal.in().readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("in");
  }

  @Test
  void whereJavaLooksForChannelsIsLeftAsItIsElsewhereAndWhereItIsSaid() {
    System.clearProperty(CHANNELS);
    System.setProperty(SYSTEM, "Mac OS X");
    Main.begin();
    assertThat(System.getProperty(CHANNELS)).isNull();

    System.setProperty(SYSTEM, "Linux");
    System.setProperty(CHANNELS, "another");
    Main.begin();
    assertThat(System.getProperty(CHANNELS)).isEqualTo("another");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "other systems have other channels")
  void onLinuxItIsSaid() {
    System.clearProperty(CHANNELS);
    Main.begin();
    assertThat(System.getProperty(CHANNELS)).isEqualTo("sun.nio.ch.EPollSelectorProvider");
  }

  @Test
  void cachesOfAnImageThatWasCopiedAreOfUseAgain(@TempDir Path image) throws Exception {
    Path jar = Files.writeString(image.resolve("kasava.jar"), "jar");
    Path cache = Files.writeString(image.resolve("command-first.jsa"), "cache");
    Files.createDirectory(image.resolve("lib"));
    JarTimes.seal(cache);
    JarTimes.set(image);
    FileTime made = Files.getLastModifiedTime(jar);
    FileTime copied = FileTime.from(Instant.parse("2031-01-01T00:00:00Z"));
    Files.setLastModifiedTime(jar, copied);
    Files.setLastModifiedTime(cache, copied);
    System.setProperty(CLASS_PATH, jar.toString());

    Main.begin();

    assertThat(Files.getLastModifiedTime(jar)).isEqualTo(made);
    assertThat(Files.getLastModifiedTime(cache)).isEqualTo(made);
  }
}
