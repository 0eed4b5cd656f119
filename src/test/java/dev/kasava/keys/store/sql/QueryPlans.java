package dev.kasava.keys.store.sql;

import dev.kasava.keys.store.ChangeWord;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.McpNotes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;

/** How SQLite goes about the statements that some work sends. */
public final class QueryPlans {
  private QueryPlans() {}

  /** The steps of the plans of every statement, each preceded by its statement. */
  public static List<String> ofReading(SqlDatabase database, Consumer<KeyReader> work) {
    return database.read(handle -> steps(handle, () -> work.accept(new SqlKeyReader(handle))));
  }

  /** As {@link #ofReading}. */
  public static List<String> ofWriting(SqlDatabase database, Consumer<KeyWriter> work) {
    return database.write(handle -> steps(handle, () -> work.accept(new SqlKeyWriter(handle))));
  }

  /** As {@link #ofReading}, of notes of MCP sessions. */
  public static List<String> ofNotes(SqlDatabase database, Consumer<McpNotes> work) {
    return database.write(
        handle -> steps(handle, () -> work.accept(new SqlMcpNotes(new Within(handle)))));
  }

  /** A database within a transaction that is under way. */
  private record Within(Handle handle) implements SqlDatabase {
    @Override
    public <T> T read(Function<? super Handle, ? extends T> work) {
      return work.apply(handle);
    }

    @Override
    public <T> T writeKeys(Function<? super Handle, Changed<T>> work) {
      return work.apply(handle).result();
    }

    @Override
    public ChangeWord changeWord() {
      return () -> 0;
    }

    @Override
    public void close() {}
  }

  private static List<String> steps(Handle handle, Runnable work) {
    Set<String> statements = new LinkedHashSet<>();
    handle
        .getConfig(SqlStatements.class)
        .setSqlLogger(
            new SqlLogger() {
              @Override
              public void logBeforeExecution(StatementContext context) {
                statements.add(context.getParsedSql().getSql());
              }
            });
    work.run();
    List<String> steps = new ArrayList<>();
    for (String sql : statements) {
      for (String step : explain(handle.getConnection(), sql)) {
        steps.add(step + " <- " + sql);
      }
    }
    return steps;
  }

  private static List<String> explain(Connection connection, String sql) {
    List<String> steps = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("explain query plan " + sql)) {
      while (rows.next()) {
        steps.add(rows.getString("detail"));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return steps;
  }
}
