package dev.kasava.keys.store.sql.postgres;

import dev.kasava.keys.store.StoreException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's SQLSTATE codes (its manual, appendix A) as sentences that an operator can act on.
 */
final class PostgresFailures {
  static final String UNREACHABLE =
      "The database server cannot be reached. Check that it runs, and its address; nothing was"
          + " changed.";

  private static final Set<String> LOST = Set.of("08003", "08006", "57P01", "57P02");

  private PostgresFailures() {}

  static StoreException explain(Exception failure) {
    return new StoreException(sentence(state(failure), failure), failure);
  }

  /**
   * Likewise of a database that is just being opened: the operator alone hears of it, so the driver
   * may say where and why.
   */
  static StoreException explainOpening(Exception failure) {
    return state(failure).startsWith("08")
        ? new StoreException(
            "The database server gives no connection: "
                + words(failure)
                + " Check that it runs, its address, and, for TLS, sslmode and sslrootcert in its"
                + " URL; nothing was changed.",
            failure)
        : explain(failure);
  }

  /** What the driver itself said, beneath whatever passed it on. */
  private static String words(Throwable failure) {
    String words = "it does not answer.";
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException && t.getMessage() != null) {
        words = t.getMessage();
      } else if (t instanceof UnknownHostException) {
        // Not in its own words, which quote what stands where a host should.
        return "its host is not known.";
      }
    }
    return words.endsWith(".") ? words : words + ".";
  }

  private static String sentence(String state, Exception failure) {
    return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
      case "08", "57" -> UNREACHABLE;
      case "28" ->
          "The database server refuses the login. Check the user and the password in the"
              + " database's URL.";
      case "3D" -> "There is no such database on the server. Create it, or correct the URL.";
      case "42" ->
          "The user of the database may not do what is needed, or its schema is another program's: "
              + root(failure);
      case "53" ->
          "The database server has no room left (disk, memory or connections); nothing was"
              + " changed.";
      case "55" -> "Another writer holds the database for too long; nothing was changed.";
      case "25" ->
          "The database server takes no writes, as a standby does not. Name the primary, or add"
              + " targetServerType=primary to the URL.";
      default -> "The database failed: " + root(failure);
    };
  }

  /** Whether the same work may succeed when it is done again. */
  static boolean isConflict(Exception failure) {
    String state = state(failure);
    return state.equals("40001") || state.equals("40P01");
  }

  /** Whether a connection that stood is gone; what was only read can be read over another. */
  static boolean isLost(Exception failure) {
    return LOST.contains(state(failure));
  }

  private static String state(Throwable failure) {
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientConnectionException) {
        return "08";
      }
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    for (@Nullable Throwable t = failure; t != null; t = t.getCause()) {
      root = t;
    }
    return String.valueOf(root.getMessage());
  }
}
