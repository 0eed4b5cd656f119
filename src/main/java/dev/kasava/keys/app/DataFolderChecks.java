package dev.kasava.keys.app;

import dev.kasava.keys.access.PepperException;
import dev.kasava.keys.cli.Backend.Check;
import dev.kasava.keys.cli.ServerProbe;
import dev.kasava.keys.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a data folder is well. */
final class DataFolderChecks {
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final DataFolder folder;
  private final Map<String, String> environment;
  private final InstantSource clock;

  DataFolderChecks(DataFolder folder, Map<String, String> environment, InstantSource clock) {
    this.folder = folder;
    this.environment = environment;
    this.clock = clock;
  }

  List<Check> run() {
    List<Check> checks = new ArrayList<>();
    checks.add(opens());
    for (Path file : List.of(folder.database(), folder.databaseUrl(), folder.pepper())) {
      if (Files.exists(file)) {
        checks.add(isPrivate(file));
      }
    }
    folder.readPublicUrl().ifPresent(url -> checks.addAll(ServerProbe.checks(url, clock)));
    return checks;
  }

  private Check opens() {
    try (Installation installation = Installation.open(folder, environment, clock)) {
      boolean isOwned = installation.keys().read(reader -> reader.firstOwner()).isPresent();
      return new Check(
          "Data folder",
          true,
          folder.path()
              + " opens, with its keys in "
              + (folder.readDatabaseUrl().isPresent() ? "a PostgreSQL database" : "a file")
              + (isOwned ? "" : ", without an owner yet")
              + "; they begin with \""
              + installation.format().prefix()
              + "_\"",
          "");
    } catch (DataFolderException | StoreException | PepperException e) {
      return new Check(
          "Data folder", false, folder.path() + " does not open", String.valueOf(e.getMessage()));
    }
  }

  private static Check isPrivate(Path file) {
    String name = "Mode of " + file.getFileName();
    try {
      Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
      mode.addAll(Files.getPosixFilePermissions(file));
      mode.retainAll(OTHERS);
      return mode.isEmpty()
          ? new Check(name, true, "only its owner can read it", "")
          : new Check(name, false, "others can read it", "Run: chmod 600 " + file);
    } catch (UnsupportedOperationException e) {
      return new Check(name, true, "this system has no such modes", "");
    } catch (IOException e) {
      return new Check(name, false, "cannot be looked at", "Check the folder's owner and mode.");
    }
  }
}
