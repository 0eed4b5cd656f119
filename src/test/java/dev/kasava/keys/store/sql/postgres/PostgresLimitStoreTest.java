package dev.kasava.keys.store.sql.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.Postgres;
import dev.kasava.keys.store.LimitStore;
import dev.kasava.keys.store.LimitStoreContract;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PostgresLimitStoreTest extends LimitStoreContract {
  /** Two nodes; time passes by making the windows older. */
  private static final class Nodes implements LimitStoreContract.Shared {
    private final String url = Postgres.newDatabase();
    private final PostgresDatabase one = open();
    private final PostgresDatabase other = open();

    private PostgresDatabase open() {
      return PostgresDatabase.open(url, Duration.ofMinutes(1), Duration.ofMillis(50));
    }

    @Override
    public LimitStore one() {
      return one.limits().orElseThrow();
    }

    @Override
    public LimitStore other() {
      return other.limits().orElseThrow();
    }

    @Override
    public void letPass(Duration duration) {
      long millis = duration.toMillis();
      one.<Integer>write(
          handle ->
              handle.execute(
                  "update limit_window set begun_at = begun_at - ?, ends_at = ends_at - ?,"
                      + " lent_until = lent_until - ?",
                  millis,
                  millis,
                  millis));
    }

    @Override
    public int size() {
      return one.<Integer>read(
          handle -> handle.createQuery("select count(*) from limit_window").mapTo(int.class).one());
    }

    @Override
    public void close() {
      one.close();
      other.close();
    }
  }

  @Override
  protected LimitStoreContract.Shared open() {
    return new Nodes();
  }

  private static long latest(PostgresDatabase node) {
    return node.<Long>read(
        handle -> handle.createQuery("select latest from change_feed").mapTo(Long.class).one());
  }

  @Test
  void countingTellsNobodyOfAChange() {
    try (Nodes nodes = new Nodes()) {
      long before = latest(nodes.one);
      for (int i = 0; i < 10; i++) {
        assertThat(PostgresStores.take(nodes.one)).isOne();
      }
      assertThat(latest(nodes.other)).isEqualTo(before);
    }
  }

  /** A flush of many counts, say, keeps nobody waiting. */
  @Test
  void countingWaitsForNoWriterOfKeys() {
    try (Nodes nodes = new Nodes()) {
      assertThat(
              nodes.one.<Long>write(
                  handle -> PostgresStores.take(nodes.one) + PostgresStores.take(nodes.other)))
          .isEqualTo(2);
    }
  }
}
