package dev.kasava.keys.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.LogTap;
import dev.kasava.keys.store.StoreException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class IncidentTest {
  private static final Logger log = LoggerFactory.getLogger(IncidentTest.class);
  private static final Pattern NUMBER = Pattern.compile("[Ii]ncident ([0-9a-f]{8})\\b");

  private static List<String> numbers(String text) {
    return NUMBER.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }

  @Test
  void theLogTellsAllAndTheClientTheNumber() {
    try (LogTap tap = LogTap.open()) {
      String said = Incident.report(log, new IllegalStateException("the inner life"));
      assertThat(said)
          .startsWith("Something went wrong here (incident ")
          .endsWith("). The server's log says what.")
          .doesNotContain("inner life");
      String heard = tap.heard();
      assertThat(heard)
          .contains("the inner life")
          .contains("IllegalStateException")
          .contains("IncidentTest.theLogTellsAllAndTheClientTheNumber");
      assertThat(numbers(said)).hasSize(1).isEqualTo(numbers(heard));
      String again = Incident.report(log, new IllegalStateException("the inner life"));
      assertThat(numbers(again)).isNotEqualTo(numbers(said));
    }
  }

  @Test
  void anOutageOfTheStoreIsOneIncident() {
    List<String> said = new ArrayList<>();
    try (LogTap tap = LogTap.open()) {
      for (int i = 0; i < 3; i++) {
        said.add(Incident.report(log, new StoreException("The disk of this test is full.")));
      }
      assertThat(said)
          .allMatch(text -> text.startsWith("The server cannot reach its data at the moment"))
          .allMatch(text -> text.endsWith("). Try again soon."))
          .containsOnly(said.getFirst());
      assertThat(numbers(tap.heard())).isEqualTo(numbers(said.getFirst()));
      String other = Incident.report(log, new StoreException("Another program has it."));
      assertThat(numbers(other)).isNotEqualTo(numbers(said.getFirst()));
      assertThat(numbers(tap.heard())).isEqualTo(numbers(other));
    }
  }

  @Test
  void anOutageIsTracedWhereSomethingFailedBeneathIt() {
    try (LogTap tap = LogTap.open()) {
      Incident.report(log, new StoreException("The server of this test is gone."));
      assertThat(tap.heard())
          .contains("The server of this test is gone.")
          .doesNotContain(IncidentTest.class.getSimpleName() + ".");
      Incident.report(
          log, new StoreException("The query of this test failed.", new SQLException("near ;")));
      assertThat(tap.heard())
          .contains("The query of this test failed.")
          .contains("near ;")
          .contains(IncidentTest.class.getSimpleName() + ".");
    }
  }
}
