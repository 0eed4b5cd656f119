package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Limits at a terminal, on a server and on the data folder itself. */
final class LimitCommandsTest extends KeysAtATerminal {
  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void aLimitIsSetShownChangedAndRemoved(String where) {
    CommandRun made = keys(where, "create", "CI", "--rate-limit", "100/1m", "--json");
    assertThat(made.exitCode()).as(made.err()).isZero();
    JsonNode limit = made.json().path("key").path("rateLimit");
    assertThat(limit.path("requests").longValue()).isEqualTo(100);
    assertThat(limit.path("windowSeconds").longValue()).isEqualTo(60);
    CommandRun changed = keys(where, "update", "CI", "--rate-limit", "5/2h");
    assertThat(changed.out()).contains("limit: 5 requests in 7200 seconds");
    JsonNode listed = keys(where, "list", "--search", "CI", "--json").json().path("keys").get(0);
    assertThat(listed.path("rateLimit").path("windowSeconds").longValue()).isEqualTo(7200);
    assertThat(keys(where, "update", "CI", "--name", "CD").exitCode()).isZero();
    assertThat(keys(where, "update", "CD", "--expires", "30d", "--json").json().has("rateLimit"))
        .isTrue();
    CommandRun lifted = keys(where, "update", "CD", "--rate-limit", "none", "--json");
    assertThat(lifted.exitCode()).as(lifted.err()).isZero();
    assertThat(lifted.json().has("rateLimit")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "100/", "/1m", "x/1m", "100/1x", "100/1m/2", "1e3/1m"})
  void whatIsNoLimitIsRefusedWithAnExample(String limit) {
    CommandRun run = keys("--local", "create", "CI", "--rate-limit", limit);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).containsAnyOf("100/1m", "15m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/1m", "1000001/1m", "5/2d", "5/0s"})
  void whatIsOutOfRangeIsRefusedWithTheRange(String limit) {
    for (String where : List.of("--local", "--server")) {
      CommandRun run = keys(where, "create", "CI", "--rate-limit", limit);
      assertThat(run.exitCode()).isOne();
      assertThat(run.err()).contains("1 to 1000000 requests");
    }
  }
}
