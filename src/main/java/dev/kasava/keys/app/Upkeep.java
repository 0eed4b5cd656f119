package dev.kasava.keys.app;

import java.time.Duration;
import java.util.List;

/** What a server does for its installation again and again, beside the serving. */
final class Upkeep {
  private static final int FLUSH_MILLIS = 1_000;
  private static final int CHANGE_MILLIS = 100;
  private static final int SESSION_NOTES_MILLIS = 250;
  private static final int SESSION_SWEEP_MILLIS = 1_000;
  private static final int SWEEP_MILLIS = 60_000;
  private static final int PEPPER_MILLIS = 2_000;
  private static final int RETENTION_MILLIS = 3_600_000;

  /**
   * One thing of it.
   *
   * @param name as a log names it: "flushing usage"
   * @param millis from the end of a turn to the next
   * @param turn may throw what stores throw
   */
  record Chore(String name, int millis, Runnable turn) {}

  private Upkeep() {}

  /**
   * @param records how long audit records and the digests of ended secrets are kept
   */
  static List<Chore> of(Installation installation, HttpDoors doors, Duration records) {
    return List.of(
        // Keeping the counts of very many keys must not take the processor from checking them.
        new Chore(
            "flushing usage",
            FLUSH_MILLIS,
            new Sparing(installation.meter()::flush, System::nanoTime)),
        new Chore("taking in changes", CHANGE_MILLIS, installation.authenticator()::catchUp),
        new Chore("telling of changes", CHANGE_MILLIS, installation.changes()::poll),
        new Chore("hearing of sessions", SESSION_NOTES_MILLIS, doors.mcp()::hear),
        new Chore("sweeping sessions", SESSION_SWEEP_MILLIS, doors.mcp()::sweep),
        new Chore("sweeping", SWEEP_MILLIS, installation::sweep),
        new Chore("looking at the pepper", PEPPER_MILLIS, installation::tendPeppers),
        new Chore("tending signing keys", SWEEP_MILLIS, doors.tokens()::sweep),
        new Chore(
            "giving up old records", RETENTION_MILLIS, installation.retention(records)::sweep));
  }
}
