package dev.kasava.keys.store.sql.sqlite;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.Restored;
import dev.kasava.keys.store.sql.StoredTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of the copy of a backup ({@code main}) what is to be there after the restore, with what is
 * known of the database that it replaces ({@code now}): nothing that ended since lives again unless
 * that is asked for, and what was counted and logged since is kept. For one transaction.
 */
final class Merge {
  /** More changes than anybody can have made since a backup of which nothing more is known. */
  private static final long CHANGE_GAP = 1_000_000;

  private static final String MISSING_NOW = " not in (select id from now.";

  private static final String MADE_SINCE =
      " from now.api_key where id not in (select id from main.api_key)";

  private final Statement statement;
  private final Instant takenAt;
  private final long at;

  /** Thus far nothing is changed. */
  Merge(Connection connection, Instant takenAt, Instant at) throws SQLException {
    this.statement = connection.createStatement();
    this.takenAt = takenAt;
    this.at = at.toEpochMilli();
  }

  /** Where nothing is known of what was there before. */
  Restored alone(Restored.Present replaced) throws SQLException {
    run("create temp table touched (key_id text primary key, owner_id text not null)");
    touch("main");
    startAnew("main");
    auditOwners();
    return new Restored(
        takenAt, replaced, count("main.owner"), count("main.api_key"), 0, 0, 0, 0, 0);
  }

  Restored with(boolean isRevived) throws SQLException {
    run("create temp table touched (key_id text primary key, owner_id text not null)");
    touch("main");
    touch("now");
    // Without their rows, since those are changed below.
    run(
        "create temp table gone as select id from main.api_key where last_four is not null and id"
            + MISSING_NOW
            + "api_key)");
    run(
        "create temp table exchanged as select distinct m.key_id as id from main.secret m"
            + " left join now.secret n on n.digest = m.digest"
            + " and n.pepper_version = m.pepper_version"
            + " where m.ended_reason is null and (n.digest is null or n.ended_reason is not null"
            + " or n.live_until < coalesce(m.live_until, "
            + Long.MAX_VALUE
            + "))"
            + " and m.key_id in (select id from now.api_key)");
    if (isRevived) {
      revive();
    } else {
      keepDead();
    }
    long scopes =
        number(
            "select count(*) from main.api_key m join now.api_key n using (id)"
                + " where n.scopes <> m.scopes");
    endWhatWasMadeSince();
    for (StoredTable table : StoredTable.ALL) {
      carryOver(table);
    }
    startAnew("main", "now");
    auditOwners();
    audit(Action.DELETED, "made after the backup that was restored", MADE_SINCE);
    if (isRevived) {
      auditRevived();
    }
    return new Restored(
        takenAt,
        Restored.Present.READABLE,
        count("main.owner"),
        count("main.api_key"),
        isRevived ? 0 : count("temp.gone"),
        isRevived ? count("temp.gone") : 0,
        number("select count(*)" + MADE_SINCE),
        count("temp.exchanged"),
        scopes);
  }

  private void touch(String database) throws SQLException {
    run(
        "insert or ignore into touched select id, owner_id from %1$s.api_key".formatted(database)
            + " union select key_id, owner_id from %1$s.key_change".formatted(database));
  }

  /** Keys have the secrets that they have now; those that were deleted are none. */
  private void keepDead() throws SQLException {
    for (String table : List.of("api_key", "owner", "member")) {
      run("delete from main." + table + " where id" + MISSING_NOW + table + ")");
    }
    for (StoredTable table : StoredTable.ALL) {
      if (table.fate() == StoredTable.Fate.COUNTED || table.name().equals("key_word")) {
        run(
            "delete from main."
                + table.name()
                + " where key_id not in (select id from main.api_key)");
      }
    }
    run("delete from main.secret");
    copyRows("secret", "insert", "");
    List<String> secretColumns =
        List.of(
            "last_four",
            "secret_created_at",
            "claim_by",
            "replacement_overlap",
            "replacement_expires_at",
            "replacement_requested_by",
            "replacement_requested_at",
            "replacement_claim_by",
            "replacement_until_first_use");
    run(
        "update main.api_key as m set ("
            + String.join(", ", secretColumns)
            + ", expires_at) = (select "
            + String.join(", ", secretColumns)
            // Of two moments the earlier; no expiry is later than any.
            + ", coalesce(min(n.expires_at, m.expires_at), n.expires_at, m.expires_at)"
            + " from now.api_key n where n.id = m.id)");
    handOver();
    run(
        "update main.member as m set role = (select n.role from now.member n where n.id = m.id)"
            + " where role = 'admin' or (role = 'member' and 'viewer' ="
            + " (select n.role from now.member n where n.id = m.id))");
  }

  /**
   * Keys of members who were removed since are whose they are now, with what they may do now: those
   * members may still know their secrets. Whoever came after the backup is not there to have any;
   * those are the owner's, which must not give what is known of them the owner's rights.
   */
  private void handOver() throws SQLException {
    run(
        "create temp table handed as select n.id, n.member_id, n.scopes from now.api_key n"
            + " join main.api_key m using (id)"
            + " where m.member_id is not null and m.member_id is not n.member_id");
    run(
        "update temp.handed set member_id = null, scopes = trim(replace(' ' || scopes || ' ', ' "
            + Scope.KEYS_WRITE
            + " ', ' ')) where member_id not in (select id from main.member)");
    run(
        "update main.api_key as m set (member_id, scopes) = (select h.member_id, h.scopes"
            + " from temp.handed h where h.id = m.id) where id in (select id from temp.handed)");
  }

  /**
   * As it was then, but for what was found leaked since. Digests that were renewed since, under
   * another pepper, stay so: else a secret would stand there twice, dead and alive.
   */
  private void revive() throws SQLException {
    String renewed =
        " from now.secret n where n.key_id = m.key_id and n.created_at = m.created_at"
            + " and n.pepper_version > m.pepper_version";
    run(
        "update main.secret as m set (digest, pepper_version) = (select n.digest, n.pepper_version"
            + renewed
            + ") where exists (select 1"
            + renewed
            + ")");
    run(
        "update main.secret as m set (ended_at, ended_reason) = (select n.ended_at, n.ended_reason"
            + " from now.secret n where n.digest = m.digest"
            + " and n.pepper_version = m.pepper_version)"
            + " where (digest, pepper_version) in (select digest, pepper_version from now.secret"
            + " where ended_reason = 'LEAKED')");
    run("create temp table then_secret as select digest, pepper_version from main.secret");
    copyRows("secret", "insert or ignore", "");
    run(
        "update main.secret set ended_reason = 'REGENERATED', ended_at = "
            + at
            + " where ended_reason is null and (digest, pepper_version) not in"
            + " (select digest, pepper_version from then_secret)");
  }

  private void endWhatWasMadeSince() throws SQLException {
    run(
        "update main.secret set ended_reason = 'DELETED', ended_at = "
            + at
            + " where key_id not in (select id from main.api_key)"
            + " and (ended_reason is null or ended_reason <> 'DELETED')");
  }

  private void carryOver(StoredTable table) throws SQLException {
    switch (table.fate()) {
      case COUNTED -> {
        run("delete from main." + table.name() + " where key_id in (select id from now.api_key)");
        copyRows(table.name(), "insert", " where key_id in (select id from main.api_key)");
      }
      case GOES_ON -> copyRows(table.name(), "insert or replace", "");
      case GOES_BACK, NEVER_BACK, ANEW -> {
        // Done, or done last.
      }
    }
  }

  private void copyRows(String table, String insert, String which) throws SQLException {
    String columns = String.join(", ", columns(table));
    run(
        "%s into main.%s (%s) select %s from now.%s%s"
            .formatted(insert, table, columns, columns, table, which));
  }

  private List<String> columns(String table) throws SQLException {
    List<String> names = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("pragma main.table_info(" + table + ")")) {
      while (rows.next()) {
        names.add(rows.getString("name"));
      }
    }
    return names;
  }

  /** Sessions end, and whoever follows the log of changes finds that it does not reach back. */
  private void startAnew(String... databases) throws SQLException {
    run("delete from main.session");
    run("delete from main.key_change");
    for (String table : StoredTable.NUMBERED) {
      long highest = 0;
      for (String database : databases) {
        highest =
            Math.max(
                highest,
                number(
                    "select coalesce(max(seq), 0) from "
                        + database
                        + ".sqlite_sequence where name = '"
                        + table
                        + "'"));
      }
      long next = table.equals("key_change") ? highest + CHANGE_GAP : highest;
      run("delete from main.sqlite_sequence where name = '" + table + "'");
      run("insert into main.sqlite_sequence (name, seq) values ('" + table + "', " + next + ")");
    }
    run("insert into main.key_change (key_id, owner_id) select key_id, owner_id from touched");
  }

  private void auditOwners() throws SQLException {
    insertAudit(
        Action.OWNER_RESTORED, "select id, id, name, 'as of " + takenAt + "' from main.owner");
  }

  private void auditRevived() throws SQLException {
    audit(
        Action.REVIVED,
        "deleted after the backup that was restored",
        " from main.api_key where id in (select id from gone)");
    audit(
        Action.REVIVED,
        "secrets that ended after the backup that was restored work again",
        " from main.api_key where id in (select id from exchanged)");
  }

  private void audit(Action action, String details, String from) throws SQLException {
    insertAudit(action, "select owner_id, id, name, '" + details + "'" + from);
  }

  private void insertAudit(Action action, String rows) throws SQLException {
    run(
        "with made (owner, subject, name, details) as ("
            + rows
            + ") insert into main.audit (at, owner_id, door, client, action, subject_id,"
            + " subject_name, details) select "
            + at
            + ", owner, 'cli', 'kasava', '"
            + action.code()
            + "', subject, name, details from made");
  }

  private long count(String table) throws SQLException {
    return number("select count(*) from " + table);
  }

  private long number(String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private void run(String sql) throws SQLException {
    statement.execute(sql);
  }
}
