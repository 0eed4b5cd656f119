package dev.kasava.keys.store.sql;

import java.util.List;

/**
 * Every table that holds something of an installation, in both databases alike. Whoever adds one
 * says here what becomes of it when a backup is restored, and it is moved between databases.
 *
 * @param key the columns of the primary key, by which rows are told apart and put in order
 */
public record StoredTable(String name, List<String> key, Fate fate) {
  /** What a restore makes of a table where the database that it replaces can still be read. */
  public enum Fate {
    /** Its rows are those of the backup, but for what was removed since. */
    GOES_BACK,
    /** What was added since is kept. */
    GOES_ON,
    /** Of keys that are there before and after, what was counted until now is kept. */
    COUNTED,
    /** What ended since stays ended. */
    NEVER_BACK,
    /** Nobody remembers anything from before. */
    ANEW
  }

  private static StoredTable table(Fate fate, String name, String... key) {
    return new StoredTable(name, List.of(key), fate);
  }

  /** All of them. */
  public static final List<StoredTable> ALL =
      List.of(
          table(Fate.GOES_ON, "pepper", "version"),
          table(Fate.GOES_BACK, "key_format", "id"),
          table(Fate.GOES_BACK, "owner", "id"),
          table(Fate.GOES_BACK, "member", "id"),
          table(Fate.GOES_BACK, "api_key", "id"),
          table(Fate.GOES_BACK, "key_word", "owner_id", "word", "key_id"),
          table(Fate.NEVER_BACK, "secret", "digest", "pepper_version"),
          table(Fate.COUNTED, "usage_quarter", "key_id", "quarter", "client", "outcome"),
          table(Fate.COUNTED, "usage_day", "key_id", "day", "client", "outcome"),
          table(Fate.COUNTED, "usage_total", "key_id"),
          table(Fate.COUNTED, "key_host", "key_id", "host"),
          table(Fate.GOES_ON, "usage_journal", "journal"),
          table(Fate.GOES_ON, "audit", "sequence"),
          table(Fate.ANEW, "key_change", "sequence"),
          table(Fate.ANEW, "session", "token_hash"),
          table(Fate.GOES_ON, "spent", "hash"),
          table(Fate.GOES_ON, "mcp_note", "sequence"),
          table(Fate.GOES_ON, "signing_key", "generation"));

  /** Those whose rows are numbered by the database, in a column {@code sequence}. */
  public static final List<String> NUMBERED = List.of("audit", "key_change", "mcp_note");

  /** Those that one kind of database has for its own working, and that are not moved. */
  public static final List<String> OWN = List.of("change_feed", "limit_window");
}
