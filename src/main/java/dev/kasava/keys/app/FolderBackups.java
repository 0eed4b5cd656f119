package dev.kasava.keys.app;

import dev.kasava.keys.access.PepperGuard;
import dev.kasava.keys.access.PepperText;
import dev.kasava.keys.cli.Backups;
import dev.kasava.keys.cli.CommandFailure;
import dev.kasava.keys.cli.ExitCode;
import dev.kasava.keys.machine.PrivateFiles;
import dev.kasava.keys.store.Restored;
import dev.kasava.keys.store.Restored.Present;
import dev.kasava.keys.store.sql.SqlDatabase;
import dev.kasava.keys.store.sql.SqlKeyStore;
import dev.kasava.keys.store.sql.sqlite.BackupFile;
import dev.kasava.keys.store.sql.sqlite.Restoration;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Backups of one data folder. */
final class FolderBackups implements Backups {
  private static final String WORK = ".restoring-";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final DataFolder folder;
  private final Map<String, String> environment;
  private final InstantSource clock;

  FolderBackups(DataFolder folder, Map<String, String> environment, InstantSource clock) {
    this.folder = folder;
    this.environment = environment;
    this.clock = clock;
  }

  @Override
  public Taken take(Path target, boolean withPepper, boolean mayReplace) {
    refuseServer(
        "Back it up with its own tools, for example \"pg_dump --format=custom\". Keep besides, and"
            + " apart from that, the pepper ("
            + PepperPlaces.place(folder, environment)
            + "), and the file database-url of the data folder.");
    if (!folder.hasDatabaseFile()) {
      throw new DataFolderException(
          "There is no Kasava Keys data in "
              + folder.path()
              + ". Name its folder with"
              + " KASAVA_HOME.");
    }
    MoveNote.mustNotTell(folder);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Path file = fileOf(target.toAbsolutePath().normalize(), now);
    try (FolderUse use = FolderUse.share(folder)) {
      BackupFile.write(
          folder.database(), new BackupFile.Notes(now, parts(withPepper)), file, mayReplace);
      return new Taken(
          file, now, Files.size(file), withPepper, PepperPlaces.place(folder, environment));
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "There is a file " + file + " already. Name another, or add --overwrite.");
    } catch (IOException e) {
      throw new DataFolderException(
          "The backup "
              + file
              + " cannot be written. Check the owner and mode of its folder, and that the disk has"
              + " room.");
    }
  }

  private Path fileOf(Path target, Instant now) {
    Path file =
        Files.isDirectory(target)
            ? target.resolve("kasava-" + STAMP.format(now) + ".backup")
            : target;
    Path place = file.getParent();
    if (place == null || !Files.isDirectory(place)) {
      throw new CommandFailure(
          ExitCode.REFUSED, "There is no folder " + place + ". Make it first, or name another.");
    }
    if (place.startsWith(folder.path())) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "A backup in the data folder would be lost with it. Name a place elsewhere, best on"
              + " another disk.");
    }
    return file;
  }

  private Map<String, String> parts(boolean withPepper) {
    Map<String, String> parts = new HashMap<>();
    folder.readKeyPrefix().ifPresent(prefix -> parts.put(DataFolder.KEY_PREFIX, prefix));
    folder.readPublicUrl().ifPresent(url -> parts.put(DataFolder.PUBLIC_URL, url));
    if (withPepper) {
      parts.put(DataFolder.PEPPER, PepperPlaces.text(folder, environment));
    }
    return parts;
  }

  private void refuseServer(String instead) {
    if (folder.readDatabaseUrl().isPresent()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The keys of " + folder.path() + " are in a PostgreSQL database. " + instead);
    }
  }

  @Override
  public Outcome restore(Path file, boolean isRevived, boolean isChecked) {
    refuseServer(
        "Put it back with its own tools, for example pg_restore, or name another folder with"
            + " KASAVA_HOME.");
    folder.make();
    try (FolderUse use = isChecked ? FolderUse.share(folder) : FolderUse.alone(folder)) {
      if (!isChecked) {
        removeLeftovers();
      }
      Path work = folder.path().resolve(WORK + UUID.randomUUID());
      PrivateFiles.makeFolder(work);
      try {
        return restore(
            Restoration.of(file.toAbsolutePath(), folder.database(), work), isRevived, isChecked);
      } finally {
        remove(work);
      }
    } catch (IOException e) {
      throw new DataFolderException(
          "The backup cannot be restored to "
              + folder.path()
              + ": "
              + e.getMessage()
              + ". Check the owner and mode of both, and that the disk has room.");
    }
  }

  private Outcome restore(Restoration restoration, boolean isRevived, boolean isChecked)
      throws IOException {
    String pepperPlace = checkPepper(restoration);
    if (restoration.isOfAnother()) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The data folder "
              + folder.path()
              + " holds another installation than the backup. Name another folder with"
              + " KASAVA_HOME.");
    }
    Instant now = clock.instant();
    Restored restored = restoration.merge(isRevived, now);
    if (isChecked) {
      return new Outcome(restored, false, null, pepperPlace);
    }
    if (!isRevived && restored.replaced() != Present.READABLE) {
      throw new CommandFailure(ExitCode.REFUSED, refusal(restored));
    }
    Path aside = newFolder("replaced-" + STAMP.format(now));
    keepParts(restoration.notes().parts(), restored.replaced());
    restoration.replace(aside);
    return new Outcome(
        restored, true, restored.replaced() == Present.ABSENT ? null : aside, pepperPlace);
  }

  private Path newFolder(String name) {
    Path free = folder.path().resolve(name);
    for (int number = 2; Files.exists(free); number++) {
      free = folder.path().resolve(name + "-" + number);
    }
    return free;
  }

  private String refusal(Restored restored) {
    return (restored.replaced() == Present.ABSENT
            ? "There is no database in " + folder.path()
            : "The database in " + folder.path() + " is damaged")
        + ", so nothing tells what was deleted after the backup. It goes back to "
        + restored.takenAt()
        + ": keys that were deleted, regenerated or revoked after that would work again. Add"
        + " --revive if that may be, and look through them afterwards.";
  }

  /** Answers where the pepper was found that the backup was written with. */
  private String checkPepper(Restoration restoration) {
    String own = restoration.notes().parts().get(DataFolder.PEPPER);
    boolean isHere = own == null || PepperPlaces.isThere(folder, environment);
    try (SqlDatabase copy = restoration.open()) {
      PepperGuard.check(
          new SqlKeyStore(copy),
          own == null || isHere
              ? PepperPlaces.peppers(folder, environment, false)
              : PepperText.parse(own, "the backup"),
          clock);
    }
    return isHere ? PepperPlaces.place(folder, environment) : "the backup";
  }

  /** What the folder has already fits, as its database is of the same installation. */
  private void keepParts(Map<String, String> parts, Present replaced) throws IOException {
    String pepper = parts.get(DataFolder.PEPPER);
    if (pepper != null && !PepperPlaces.isThere(folder, environment)) {
      folder.keepPepper(pepper);
    }
    String prefix = parts.get(DataFolder.KEY_PREFIX);
    if (prefix != null) {
      if (replaced == Present.ABSENT) {
        Files.deleteIfExists(folder.keyPrefix());
      }
      folder.keepKeyPrefix(prefix);
    }
    String url = parts.get(DataFolder.PUBLIC_URL);
    if (url != null && folder.readPublicUrl().isEmpty()) {
      folder.writePublicUrl(url);
    }
  }

  /** Of restores that were killed. */
  private void removeLeftovers() throws IOException {
    try (Stream<Path> files = Files.list(folder.path())) {
      for (Path file : files.filter(FolderBackups::isWork).toList()) {
        remove(file);
      }
    }
  }

  private static boolean isWork(Path file) {
    return String.valueOf(file.getFileName()).startsWith(WORK);
  }

  private static void remove(Path work) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(work)) {
      files = all.toList();
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(work);
  }
}
