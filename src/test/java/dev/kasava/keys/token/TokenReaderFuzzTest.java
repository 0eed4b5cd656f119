package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Access tokens, some of them signed as they should be. */
final class TokenReaderFuzzTest {
  private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");
  private static final TestIssuer ISSUER = new TestIssuer();
  private static final String HEADER = new Json().text(TestIssuer.header());

  private static TokenReader reader;

  @BeforeAll
  static void trust(@TempDir Path folder) throws IOException {
    Path jwks = Files.writeString(folder.resolve("jwks.json"), ISSUER.jwks());
    TrustedIssuer terms =
        new TrustedIssuer(URI.create(TestIssuer.URL), Set.of(), "owner", jwks, null, Map.of());
    SetClock clock = new SetClock(NOW);
    Trust trust = Trust.of(terms, IssuerKeys.of(terms, clock), () -> Set.of(TestIssuer.AUDIENCE));
    reader = new TokenReader(List.of(trust), clock);
  }

  @FuzzTest(maxDuration = "", maxExecutions = 6_000)
  void tokensAreGenuineOrBad(FuzzedDataProvider data) {
    boolean isSigned = data.consumeBoolean();
    String header = data.consumeBoolean() ? HEADER : data.consumeString(60);
    String payload =
        data.consumeBoolean()
            ? "{\"iss\":\"" + TestIssuer.URL + "\"," + data.consumeRemainingAsString()
            : data.consumeRemainingAsString();
    holds(payload);
    holds(
        isSigned
            ? ISSUER.token(header, payload)
            : TestIssuer.encode(header) + "." + TestIssuer.encode(payload) + ".AAAA");
  }

  private static void holds(String token) {
    switch (reader.read(token)) {
      case TokenReader.Reading.Genuine(TokenClaims claims, var keys) -> {
        assertThat(TokenReader.isToken(token)).isTrue();
        assertThat(claims.issuer()).isEqualTo(TestIssuer.URL);
        assertThat(claims.audience()).contains(TestIssuer.AUDIENCE);
        assertThat(claims.expiresAt()).isAfter(NOW.minus(Trust.SKEW));
        assertThat(keys.isStillTrue()).isTrue();
      }
      case TokenReader.Reading.Bad(var fault) -> assertThat(fault.code()).isNotBlank();
    }
  }
}
