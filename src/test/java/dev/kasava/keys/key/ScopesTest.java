package dev.kasava.keys.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScopesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys:read",
        "keys:write",
        "keys:verify",
        "*",
        "billing:read",
        "a",
        "0",
        "keys",
        "key:read",
        "repo/main.x_y-z",
        "keyss:read"
      })
  void parses(String name) {
    assertThat(Scope.parse(name)).contains(new Scope(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "keys:",
        "keys:*",
        "keys:admin",
        "keys:read ",
        "keys:read\n",
        " keys:read",
        "keys:read keys:write",
        "KEYS:READ",
        "Billing",
        "**",
        "a*",
        ":a",
        "-a",
        "a b",
        "a\u0000",
        "ключ",
        "a\"b",
        "a,b"
      })
  void refuses(String name) {
    assertThat(Scope.parse(name)).isEmpty();
  }

  @Test
  void isAtMost64CharactersLong() {
    assertThat(Scope.parse("a".repeat(64))).isPresent();
    assertThat(Scope.parse("a".repeat(65))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "keys:read,   keys:read,    true",
    "keys:write,  keys:read,    false",
    "keys:read,   keys:write,   false",
    "keys:verify, keys:read,    false",
    "*,           billing:read, true",
    "*,           *,            true",
    "*,           keys,         true",
    "*,           keys:read,    false",
    "*,           keys:write,   false",
    "*,           keys:verify,  false",
    "billing:read,*,            false",
    "billing,     billing:read, false",
    "billing:read,billing,      false"
  })
  void oneScopeCoversAnother(String held, String needed, boolean covers) {
    assertThat(new Scope(held).covers(new Scope(needed))).isEqualTo(covers);
    assertThat(Scopes.of(new Scope(held)).covers(new Scope(needed))).isEqualTo(covers);
  }

  @Test
  void namesTheFirstThatIsMissing() {
    Scopes held = Scopes.of(Scope.KEYS_READ, new Scope("billing"));
    assertThat(held.firstMissing(List.of())).isEmpty();
    assertThat(held.firstMissing(held.sorted())).isEmpty();
    assertThat(held.firstMissing(List.of(Scope.KEYS_READ, Scope.KEYS_WRITE)))
        .contains(Scope.KEYS_WRITE);
    assertThat(Scopes.of().firstMissing(List.of(Scope.KEYS_READ))).contains(Scope.KEYS_READ);
    assertThat(Scopes.of().firstMissing(List.of())).isEmpty();
  }

  @Test
  void isASet() {
    Scope a = new Scope("a");
    Scope b = new Scope("b");
    assertThat(Scopes.of(b, a, b)).isEqualTo(Scopes.of(a, b)).hasToString("a b");
    assertThat(Scopes.DEFAULT).isEqualTo(Scopes.of(Scope.KEYS_READ));
    assertThat(Scopes.EVERYTHING.firstMissing(List.of(Scope.KEYS_READ, Scope.KEYS_WRITE)))
        .isEmpty();
    assertThat(Scopes.EVERYTHING.covers(Scope.KEYS_VERIFY)).isTrue();
    assertThat(Scopes.EVERYTHING.covers(new Scope("whatever"))).isTrue();
  }
}
