package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.store.StoreException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** SQLite's result codes (sqlite.org/rescode.html) as sentences that an operator can act on. */
final class SqliteFailures {
  private SqliteFailures() {}

  static StoreException explain(@Nullable Path file, Exception failure) {
    String database = file == null ? "The database" : "The database " + file;
    String sentence =
        switch (primaryCode(failure)) {
          case SQLITE_BUSY, SQLITE_LOCKED ->
              database + " is locked by another program for too long. Close that program.";
          case SQLITE_CORRUPT, SQLITE_NOTADB ->
              database + " is damaged. Stop everything that uses it and put back a backup of it.";
          case SQLITE_FULL -> "The disk is full. Make room; nothing was changed.";
          case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN, SQLITE_AUTH ->
              database
                  + " cannot be written. Check the owner and mode of its folder and its files.";
          case SQLITE_IOERR -> "The disk under the database failed. Check the system's log.";
          default -> database + " failed: " + rootMessage(failure);
        };
    return new StoreException(sentence, failure);
  }

  static boolean isBusy(SQLException failure) {
    return primaryCode(failure) == SQLiteErrorCode.SQLITE_BUSY;
  }

  /** Whether the file is no database, or no longer a whole one. */
  static boolean isDamage(Throwable failure) {
    SQLiteErrorCode code = primaryCode(failure);
    return code == SQLiteErrorCode.SQLITE_CORRUPT || code == SQLiteErrorCode.SQLITE_NOTADB;
  }

  /** SQLite's own words, which quote no values. */
  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      root = t;
    }
    return String.valueOf(root.getMessage());
  }

  private static SQLiteErrorCode primaryCode(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getErrorCode() != 0) {
        return SQLiteErrorCode.getErrorCode(sql.getErrorCode() & 0xff);
      }
    }
    return SQLiteErrorCode.UNKNOWN_ERROR;
  }
}
