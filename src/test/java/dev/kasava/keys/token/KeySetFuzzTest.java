package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.jwk.JWKSet;
import java.net.URI;

/** What other issuers publish: their metadata and their keys. */
final class KeySetFuzzTest {
  private static final URI ISSUER = URI.create("https://login.example/tenant");
  private static final Discovery DISCOVERY = new Discovery(new Fetch(), ISSUER, null);

  @FuzzTest(maxDuration = "", maxExecutions = 40_000)
  void documentsAreReadOrRefused(FuzzedDataProvider data) {
    String metadata =
        data.consumeBoolean()
            ? "{\"issuer\":\"" + ISSUER + "\"," + data.consumeString(200)
            : data.consumeString(200);
    try {
      URI keys = DISCOVERY.jwksUri(metadata);
      assertThat(keys).hasScheme("https");
      assertThat(keys.getHost()).isEqualToIgnoringCase("login.example");
      assertThat(keys.getPort()).isIn(-1, 443);
    } catch (IssuerException e) {
      assertThat(e).hasMessageContaining("login.example");
    }
    try {
      JWKSet keys = Discovery.parse(data.consumeRemainingAsString(), "login.example");
      assertThat(keys.getKeys()).isNotEmpty().noneMatch(key -> key.isPrivate());
      for (Algorithm algorithm : Algorithm.values()) {
        KeySets.find(keys, null, algorithm).ifPresent(key -> assertThat(key).isIn(keys.getKeys()));
      }
    } catch (IssuerException e) {
      assertThat(e).hasMessageContaining("login.example");
    }
  }
}
