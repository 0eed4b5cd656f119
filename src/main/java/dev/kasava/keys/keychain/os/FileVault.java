package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.machine.PrivateFiles;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Secrets in files, unencrypted, that only their user can read; links are refused. */
final class FileVault implements Vault {
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
    requireOwn(folder, PrivateFiles.FOLDER);
    requireOwn(file, PrivateFiles.FILE);
    return List.of(Files.readString(file).strip());
  }

  @Override
  public void write(Account account, String text) throws Exception {
    PrivateFiles.makeFolder(folder);
    requireOwn(folder, PrivateFiles.FOLDER);
    Path file = file(account);
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      requireOwn(file, PrivateFiles.FILE);
    }
    PrivateFiles.replace(file, text + "\n");
  }

  @Override
  public void delete(Account account) throws IOException {
    Files.deleteIfExists(file(account));
  }

  private static void requireOwn(Path path, Set<PosixFilePermission> most)
      throws IOException, TroubleException {
    if (Files.isSymbolicLink(path)) {
      throw new TroubleException(Trouble.UNSAFE);
    }
    if (PrivateFiles.isPosix()) {
      Set<PosixFilePermission> more =
          EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
      more.removeAll(most);
      if (!more.isEmpty()) {
        throw new TroubleException(Trouble.UNSAFE);
      }
    }
  }

  @Override
  public void close() {}
}
