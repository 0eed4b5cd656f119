package dev.kasava.keys.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.KeyStatus;
import dev.kasava.keys.key.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that somebody found end at once, and their owner learns where. */
final class ReportLeakTest extends VerbTest {
  private void report(String text, String foundAt) {
    verbs.reportLeak().report(text, List.of(), foundAt);
  }

  @Test
  void whateverStandsAroundThemSecretsEnd() {
    Issue.Claimed one = claimed("One", null);
    Issue.Claimed two = claimed("Two", null);
    Secret spared = claimed("Three", null).secret();
    report(
        "a=" + one.secret().reveal() + "\n\"" + two.secret().reveal() + "\" and so on",
        "https://example.com/repo/file#L7");
    isRevoked(one.secret(), two.secret());
    isGood(spared);
    assertThat(log())
        .contains(
            "key.secret_leaked One reported, found at https://example.com/repo/file#L7",
            "key.secret_leaked Two reported, found at https://example.com/repo/file#L7");
    assertThat(read(one.key().key().id()).secret()).isNull();
  }

  @Test
  void anOldSecretThatStillLivesEndsAlone() {
    Issue.Claimed old = claimed("CI", null);
    Issue.Claimed now = regenerated(old.key().key().id(), 3600);
    report(old.secret().reveal(), "");
    isRevoked(old.secret());
    isGood(now.secret());
    assertThat(read(now.key().key().id()).secret()).isNotNull();
    assertThat(statusOf(now.key().key().id())).isEqualTo(KeyStatus.ACTIVE);
  }

  @Test
  void aSecretIsReportedOnce() {
    Secret secret = claimed("CI", null).secret();
    report(secret.reveal(), "");
    report(secret.reveal(), "https://example.com");
    assertThat(log())
        .filteredOn(line -> line.contains("leaked"))
        .containsExactly("key.secret_leaked CI reported");
  }

  /** Whoever reports writes it, and the owner reads it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "ftp://example.com",
        "see https://example.com",
        "https://example.com/a b",
        "https://example.com/<b>",
        "https://example.com/\"",
        "https://example.com/\u00e9",
        "https://example.com/\u007f",
        "https://example.com/\n",
        "https://example.com/?key=SECRET"
      })
  void aPlaceThatIsNoPlainAddressIsLeftOut(String place) {
    Secret secret = claimed("CI", null).secret();
    report(secret.reveal(), place.replace("SECRET", secret.reveal()));
    isRevoked(secret);
    assertThat(log()).contains("key.secret_leaked CI reported");
  }

  @Test
  void aPlaceIsNoLongerThanItsLineInTheLog() {
    String address = "http://example.com/" + "a".repeat(300 - "http://example.com/".length());
    report(claimed("One", null).secret().reveal(), address);
    report(claimed("Two", null).secret().reveal(), address + "a");
    assertThat(log())
        .contains("key.secret_leaked One reported, found at " + address)
        .contains("key.secret_leaked Two reported");
  }
}
