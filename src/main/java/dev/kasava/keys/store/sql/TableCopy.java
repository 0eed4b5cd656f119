package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One table on its way from one database to another, a batch in each transaction. */
final class TableCopy {
  static final int BATCH = 2_000;

  private final StoredTable table;
  private final MoveEnd from;
  private final MoveEnd to;
  private final List<String> columns;
  private final Set<String> texts = new HashSet<>();

  TableCopy(StoredTable table, MoveEnd from, MoveEnd to) throws SQLException {
    this.table = table;
    this.from = from;
    this.to = to;
    this.columns = columns(from);
  }

  private List<String> columns(MoveEnd end) throws SQLException {
    try (Statement statement = end.connection().createStatement();
        ResultSet none = statement.executeQuery("select * from " + table.name() + " where 1 = 0")) {
      ResultSetMetaData about = none.getMetaData();
      List<String> names = new ArrayList<>();
      for (int column = 1; column <= about.getColumnCount(); column++) {
        names.add(about.getColumnName(column));
        if (about.getColumnTypeName(column).equalsIgnoreCase("text")) {
          texts.add(about.getColumnName(column));
        }
      }
      return names;
    }
  }

  long rows(MoveEnd end) throws SQLException {
    return end.number("select count(*) from " + table.name());
  }

  private List<String> keys(MoveEnd end) {
    return table.key().stream()
        .map(column -> texts.contains(column) ? end.byBytes(column) : column)
        .toList();
  }

  /** Copies what comes after the last row that is there: rows arrive in the order of their keys. */
  void copy(LongConsumer progress) throws SQLException {
    long done = rows(to);
    List<@Nullable Object> last = lastKey();
    while (true) {
      progress.accept(done);
      List<@Nullable Object> copied = copyBatch(last);
      if (copied.isEmpty()) {
        return;
      }
      done += Math.ceilDiv(copied.size(), columns.size());
      last = keyOf(copied.subList(copied.size() - columns.size(), copied.size()));
    }
  }

  /** Removes what was copied, so that it is copied anew. */
  void clear() throws SQLException {
    to.run("delete from " + table.name());
    to.connection().commit();
  }

  private List<@Nullable Object> lastKey() throws SQLException {
    String order = String.join(" desc, ", keys(to)) + " desc";
    try (Statement statement = to.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "select "
                    + String.join(", ", table.key())
                    + " from "
                    + table.name()
                    + " order by "
                    + order
                    + " limit 1")) {
      return row.next() ? values(row, table.key().size()) : List.of();
    }
  }

  private List<@Nullable Object> keyOf(List<@Nullable Object> row) {
    List<@Nullable Object> key = new ArrayList<>();
    table.key().forEach(column -> key.add(row.get(columns.indexOf(column))));
    return key;
  }

  /** Answers the values of its rows, one after the other. */
  private List<@Nullable Object> copyBatch(List<@Nullable Object> after) throws SQLException {
    String keys = String.join(", ", keys(from));
    String select =
        "select "
            + String.join(", ", columns)
            + " from "
            + table.name()
            + (after.isEmpty() ? "" : " where (" + keys + ") > (" + marks(after.size()) + ")")
            + " order by "
            + keys
            + " limit "
            + BATCH;
    String insert =
        "insert into "
            + table.name()
            + " ("
            + String.join(", ", columns)
            + ") values ("
            + marks(columns.size())
            + ")";
    List<@Nullable Object> all = new ArrayList<>();
    try (PreparedStatement reading = from.connection().prepareStatement(select);
        PreparedStatement writing = to.connection().prepareStatement(insert)) {
      bind(reading, after);
      try (ResultSet rows = reading.executeQuery()) {
        while (rows.next()) {
          List<@Nullable Object> row = values(rows, columns.size());
          bind(writing, row);
          writing.addBatch();
          all.addAll(row);
        }
      }
      if (!all.isEmpty()) {
        writing.executeBatch();
        to.connection().commit();
      }
    }
    return all;
  }

  private static String marks(int number) {
    return String.join(", ", Collections.nCopies(number, "?"));
  }

  private static void bind(PreparedStatement statement, List<@Nullable Object> values)
      throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }

  /** Numbers are all long, whichever width they have there. */
  private static List<@Nullable Object> values(ResultSet row, int number) throws SQLException {
    List<@Nullable Object> values = new ArrayList<>();
    for (int column = 1; column <= number; column++) {
      @Nullable Object value = row.getObject(column);
      values.add(value instanceof Number some ? (Object) some.longValue() : value);
    }
    return values;
  }

  /** What all rows of one end come to, whatever kind of database that is. */
  String digest(MoveEnd end, LongConsumer progress) throws SQLException {
    MessageDigest sha256 = Sha256.begin();
    long done = 0;
    try (PreparedStatement statement =
        end.connection()
            .prepareStatement(
                "select "
                    + String.join(", ", columns)
                    + " from "
                    + table.name()
                    + " order by "
                    + String.join(", ", keys(end)))) {
      statement.setFetchSize(BATCH);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values(rows, columns.size()).forEach(value -> add(sha256, value));
          done++;
          if (done % BATCH == 0) {
            progress.accept(done);
          }
        }
      }
    }
    progress.accept(done);
    return done + ":" + HexFormat.of().formatHex(sha256.digest());
  }

  private static void add(MessageDigest digest, @Nullable Object value) {
    byte[] bytes;
    char kind;
    switch (value) {
      case null -> {
        kind = 'n';
        bytes = new byte[0];
      }
      case Long number -> {
        kind = 'i';
        bytes = BigInteger.valueOf(number).toByteArray();
      }
      case byte[] some -> {
        kind = 'b';
        bytes = some;
      }
      default -> {
        kind = 't';
        bytes = value.toString().getBytes(StandardCharsets.UTF_8);
      }
    }
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }
}
