package dev.kasava.keys.holder;

import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.machine.Environment;
import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.remote.ServerAddress;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The file in the person's configuration folder that keeps the {@link Settings}. */
public final class SettingsFile {
  private static final String SERVER = "server";
  private static final String AUTHORITIES = "ca-cert";
  private static final String STORAGE = "storage";

  private final Path folder;

  public SettingsFile(Path folder) {
    this.folder = folder;
  }

  /** {@code KASAVA_CONFIG_HOME}, else where this operating system keeps programs' settings. */
  public static SettingsFile ofEnvironment(Map<String, String> environment, String os) {
    Path home = Environment.home(environment);
    return new SettingsFile(
        named(environment, "KASAVA_CONFIG_HOME")
            .orElseGet(
                () -> {
                  if (os.startsWith("Windows")) {
                    return named(environment, "APPDATA").orElse(home).resolve("Kasava Keys");
                  }
                  if (os.startsWith("Mac")) {
                    return home.resolve("Library/Application Support/Kasava Keys/settings");
                  }
                  return named(environment, "XDG_CONFIG_HOME")
                      .orElse(home.resolve(".config"))
                      .resolve("kasava-keys");
                }));
  }

  private static Optional<Path> named(Map<String, String> environment, String variable) {
    return Environment.value(environment, variable).map(Path::of);
  }

  /** Where it lies; files that belong with it go there too. */
  public Path folder() {
    return folder;
  }

  private Path file() {
    return folder.resolve("settings.properties");
  }

  /**
   * What was remembered last; {@link Settings#NONE} when nothing was.
   *
   * @throws HolderException when the file cannot be read or understood
   */
  public Settings read() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file())));
    } catch (NoSuchFileException e) {
      return Settings.NONE;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable();
    }
    return new Settings(
        server(properties.getProperty(SERVER)),
        authorities(properties.getProperty(AUTHORITIES)),
        storage(properties));
  }

  private @Nullable URI server(@Nullable String text) {
    return text == null ? null : ServerAddress.parse(text).orElseThrow(this::unreadable);
  }

  private @Nullable Path authorities(@Nullable String text) {
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      throw unreadable();
    }
  }

  private Storage storage(Properties properties) {
    return switch (properties.getProperty(STORAGE, "keychain")) {
      case "keychain" -> Storage.KEYCHAIN;
      case "file" -> Storage.FILE;
      default -> throw unreadable();
    };
  }

  private HolderException unreadable() {
    return new HolderException(
        "The settings in " + file() + " cannot be read. Mend or delete that file.");
  }

  /**
   * @throws HolderException when the file cannot be written
   */
  public void write(Settings settings) {
    StringBuilder text = new StringBuilder("# Written by kasava login. It holds no secret.\n");
    if (settings.server() != null) {
      text.append(SERVER + "=").append(settings.server()).append('\n');
    }
    if (settings.authorities() != null) {
      // As in all properties, a backslash begins an escape.
      String file = settings.authorities().toString().replace("\\", "\\\\");
      text.append(AUTHORITIES + "=").append(file).append('\n');
    }
    text.append(STORAGE + "=").append(settings.storage().code()).append('\n');
    try {
      PrivateFiles.makeFolder(folder);
      PrivateFiles.replace(file(), text.toString());
    } catch (IOException e) {
      throw new HolderException(
          "The settings in " + file() + " cannot be written. Check the folder's owner and mode.");
    }
  }
}
