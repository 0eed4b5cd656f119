package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.token.TrustedIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IssuerOptionsTest {
  @Test
  void theEnvironmentDescribesOne() {
    assertThat(IssuerOptions.of(Map.of())).isEmpty();
    TrustedIssuer bare = read(Map.of("KASAVA_ISSUER", "https://id.example.com"));
    assertThat(bare)
        .isEqualTo(
            new TrustedIssuer(
                URI.create("https://id.example.com"),
                Set.of(),
                TrustedIssuer.OWNER_CLAIM,
                null,
                null,
                Map.of()));
    TrustedIssuer full =
        read(
            Map.of(
                "KASAVA_ISSUER", "https://id.example.com",
                "KASAVA_ISSUER_AUDIENCE", " one  two ",
                "KASAVA_ISSUER_SCOPES", "kasava.read=keys:read kasava.all=*",
                "KASAVA_ISSUER_JWKS", "https://id.example.com/keys",
                "KASAVA_ISSUER_OWNER_CLAIM", "org"));
    assertThat(full)
        .isEqualTo(
            new TrustedIssuer(
                URI.create("https://id.example.com"),
                Set.of("one", "two"),
                "org",
                null,
                URI.create("https://id.example.com/keys"),
                Map.of("kasava.read", Scope.KEYS_READ, "kasava.all", Scope.ALL_PRODUCT)));
  }

  private static TrustedIssuer read(Map<String, String> environment) {
    return IssuerOptions.of(environment).orElseThrow().read();
  }

  @Test
  void itsKeysMayBeInAFile() {
    IssuerOptions options = new IssuerOptions();
    options.issuer = "https://id.example.com";
    options.jwks = "/etc/keys.json";
    assertThat(options.read().jwksFile()).isEqualTo(Path.of("/etc/keys.json"));
    assertThat(options.read().jwksUri()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "=keys:read", "read=", "read=NO SCOPE"})
  void aScopeStandsForOneOfOurs(String pair) {
    IssuerOptions options = new IssuerOptions();
    options.issuer = "https://id.example.com";
    options.scopes = List.of(pair);
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(options::read)
        .withMessageContaining("--issuer-scope is written like");
  }

  @Test
  void whatIsNoUrlIsSaid() {
    IssuerOptions options = new IssuerOptions();
    options.issuer = "not a url";
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(options::read)
        .withMessageContaining("--issuer has a value that is no URL");
    options.issuer = "https://id.example.com";
    options.jwks = "https://not a url";
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(options::read)
        .withMessageContaining("--issuer-jwks has a value that is no URL");
  }
}
