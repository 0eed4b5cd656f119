package dev.kasava.keys.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What many keys have in common is kept once. */
final class CommonTermsTest {
  private final Random random = new Random(1);
  private final CommonTerms terms = new CommonTerms();

  @Test
  void equalTermsHaveOneNumber() {
    OwnerId owner = OwnerId.random(random);
    int first = terms.numberOf(owner, Scopes.of(Scope.KEYS_READ));
    int other = terms.numberOf(owner, Scopes.of(Scope.KEYS_WRITE));
    assertThat(terms.numberOf(new OwnerId(owner.value()), Scopes.of(Scope.KEYS_READ)))
        .isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
    assertThat(terms.size()).isEqualTo(2);
  }

  @Test
  void anyNumberLeadsBackHoweverManyThereAre() {
    for (int i = 0; i < 100; i++) {
      OwnerId owner = OwnerId.random(random);
      Scopes scopes = Scopes.of(new Scope("orders:" + i));
      assertThat(terms.numberOf(owner, scopes)).isEqualTo(i);
      assertThat(terms.get(i)).isEqualTo(new CommonTerms.Terms(owner, scopes, "orders:" + i));
    }
    assertThat(terms.get(0).scopeNames()).isEqualTo("orders:0");
    assertThat(terms.get(15).scopeNames()).isEqualTo("orders:15");
    assertThat(terms.get(16).scopeNames()).isEqualTo("orders:16");
  }
}
