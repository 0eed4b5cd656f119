package dev.kasava.keys.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims where nobody sits at the terminal, on a server and on the data folder itself. */
final class ClaimCommandsTest extends KeysAtATerminal {
  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void aPendingKeyStaysPendingAndItsLinkIsPrinted(String where) {
    String link = keys(where, "create", "CI", "--json").json().path("claimUrl").stringValue();
    CommandRun claim = keys(where, "claim", "CI");
    assertThat(claim.exitCode()).as(claim.err()).isZero();
    assertThat(claim.out()).isEqualTo(link + "\n");
    assertThat(claim.err()).contains("nothing was claimed", "signed in", "--show-secret");
    CommandRun json = keys(where, "claim", "CI", "--json");
    assertThat(json.exitCode()).isZero();
    assertThat(json.json().path("claimUrl").stringValue()).isEqualTo(link);
    assertThat(json.json().path("key").path("status").stringValue()).isEqualTo("pending");
    assertThat(json.json().has("secret")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void aPendingReplacementStaysPendingToo(String where) {
    assertThat(keys(where, "create", "CI", "--show-secret").exitCode()).isZero();
    String link = keys(where, "regenerate", "CI", "--json").json().path("claimUrl").stringValue();
    assertThat(keys(where, "claim", "CI").out()).isEqualTo(link + "\n");
    assertThat(keys(where, "claim", "CI", "--show-secret").out()).startsWith("ksa_");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--local", "--server"})
  void whereNothingWaitsThatIsSaid(String where) {
    assertThat(keys(where, "create", "CI", "--show-secret").exitCode()).isZero();
    CommandRun claim = keys(where, "claim", "CI", "--json");
    assertThat(claim.exitCode()).isOne();
    assertThat(claim.out()).isEmpty();
    assertThat(claim.err()).contains("There is nothing to claim");
  }
}
