package dev.kasava.keys.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.store.sql.postgres.PostgresDatabase;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that somebody adds is moved, backed up and restored, or the build says so. */
final class StoredTableTest {
  private static List<String> names(List<StoredTable> tables) {
    return tables.stream().map(StoredTable::name).toList();
  }

  private static List<String> texts(Handle handle, String query, Object... values) {
    return handle.select(query, values).mapTo(String.class).list();
  }

  @Test
  void areThoseOfSqlite(@TempDir Path folder) {
    try (SqlDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      assertThat(
              database.<List<String>>read(
                  handle ->
                      texts(
                          handle,
                          "select name from sqlite_master where type = 'table' and name not like"
                              + " 'sqlite_%' and name <> 'flyway_schema_history'")))
          .containsExactlyInAnyOrderElementsOf(names(StoredTable.ALL));
      for (StoredTable table : StoredTable.ALL) {
        assertThat(
                database.<List<String>>read(
                    handle ->
                        texts(
                            handle,
                            "select name from pragma_table_info(?) where pk > 0 order by pk",
                            table.name())))
            .as(table.name())
            .isEqualTo(table.key());
      }
    }
  }

  @Test
  void areThoseOfPostgresWithTheSameColumns(@TempDir Path folder) {
    try (SqlDatabase postgres =
            PostgresDatabase.open(
                Postgres.newDatabase(), Duration.ofMinutes(1), Duration.ofMillis(100));
        SqlDatabase sqlite = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      List<String> expected = new ArrayList<>(names(StoredTable.ALL));
      expected.addAll(StoredTable.OWN);
      assertThat(
              postgres.<List<String>>read(
                  handle ->
                      texts(
                          handle,
                          "select table_name from information_schema.tables where table_schema ="
                              + " current_schema() and table_name <> 'kasava_schema'")))
          .containsExactlyInAnyOrderElementsOf(expected);
      for (StoredTable table : StoredTable.ALL) {
        List<String> here =
            sqlite.read(
                handle -> texts(handle, "select name from pragma_table_info(?)", table.name()));
        assertThat(
                postgres.<List<String>>read(
                    handle ->
                        texts(
                            handle,
                            "select column_name from information_schema.columns where table_schema"
                                + " = current_schema() and table_name = ?",
                            table.name())))
            .as(table.name())
            .containsExactlyInAnyOrderElementsOf(here);
      }
    }
  }
}
