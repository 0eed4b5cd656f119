package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.fixture.TestInstallation;
import dev.kasava.keys.store.sql.SqlUsageStore;
import dev.kasava.keys.store.sql.sqlite.SqliteDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long the operator's choice lets the past be told. */
final class RetentionTest {
  private static final Instant START = Instant.parse("2027-03-01T10:00:00Z");

  @TempDir private Path folder;
  private final SetClock clock = new SetClock(START);

  private static String code(TestInstallation test, String secret) {
    return test.get().authenticator().verify(secret, List.of()).code();
  }

  @Test
  void deletedKeysAreRevokedForAsLongAsRecordsAreKeptAndUnknownAfterwards() {
    try (TestInstallation test = TestInstallation.in(folder, clock);
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("kasava.db"))) {
      Issue.Claimed made = test.create("Made", null, "keys:read");
      String secret = made.secret().reveal();
      String kept = test.firstKey().secret().reveal();
      done(test.get().verbs().delete().delete(test.firstCaller(), made.key().key().id()));
      Retention retention =
          new Retention(test.get().keys(), new SqlUsageStore(database), Duration.ofDays(30), clock);

      clock.set(START.plus(Duration.ofDays(30)));
      retention.sweep();
      assertThat(code(test, secret)).isEqualTo("revoked");
      assertThat(log(test)).hasSizeGreaterThan(1);

      clock.set(START.plus(Duration.ofDays(30)).plusSeconds(1));
      retention.sweep();
      assertThat(log(test)).isEmpty();
      assertThat(code(test, kept)).isEqualTo("accepted");
      assertThat(test.authenticatorOver(test.get().keys()).verify(secret, List.of()).code())
          .isEqualTo("unknown");
    }
  }

  private static List<?> log(TestInstallation test) {
    return done(test.get()
            .verbs()
            .log()
            .read(test.firstCaller(), new ReadAudit.Request(null, null, 50)))
        .entries();
  }
}
