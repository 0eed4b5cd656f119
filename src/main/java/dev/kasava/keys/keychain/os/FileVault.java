package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Trouble;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Secrets in files, unencrypted, that only their user can read; links are refused. */
final class FileVault implements Vault {
  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE_MODE =
      PosixFilePermissions.fromString("rw-------");

  private final Path folder;

  FileVault(Path folder) {
    this.folder = folder;
  }

  private Path file(Account account) {
    return folder.resolve(URLEncoder.encode(account.name(), StandardCharsets.UTF_8));
  }

  @Override
  public List<String> read(Account account) throws Exception {
    Path file = file(account);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    requireOwn(folder, FOLDER_MODE);
    requireOwn(file, FILE_MODE);
    return List.of(Files.readString(file).strip());
  }

  @Override
  public void write(Account account, String text) throws Exception {
    makeFolder(folder);
    requireOwn(folder, FOLDER_MODE);
    Path file = file(account);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      requireOwn(file, FILE_MODE);
    }
    Path whole = folder.resolve("." + UUID.randomUUID());
    try {
      Files.createFile(whole, mode(FILE_MODE));
      Files.writeString(whole, text + "\n", StandardOpenOption.SYNC);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  @Override
  public void delete(Account account) throws IOException {
    Files.deleteIfExists(file(account));
  }

  /** Makes a folder that only its user can read, unless something is there. */
  static void makeFolder(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectories(folder, mode(FOLDER_MODE));
    }
  }

  private static void requireOwn(Path path, Set<PosixFilePermission> most)
      throws IOException, TroubleException {
    if (Files.isSymbolicLink(path)) {
      throw new TroubleException(Trouble.UNSAFE);
    }
    if (isPosix()) {
      Set<PosixFilePermission> more =
          EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      more.removeAll(most);
      if (!more.isEmpty()) {
        throw new TroubleException(Trouble.UNSAFE);
      }
    }
  }

  private static boolean isPosix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] mode(Set<PosixFilePermission> mode) {
    return isPosix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : new FileAttribute<?>[0];
  }

  @Override
  public void close() {}
}
