package dev.kasava.keys.token;

import static dev.kasava.keys.token.TestIssuer.claims;
import static dev.kasava.keys.token.TestIssuer.encode;
import static dev.kasava.keys.token.TestIssuer.header;
import static dev.kasava.keys.token.TestIssuer.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSAEncrypter;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.Base64URL;
import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.TokenFault;
import dev.kasava.keys.token.TokenReader.Reading;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens right and wrong, each wrong one refused by the part that it breaks (RFC 8725). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenReaderTest {
  private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");
  private static final long SECOND = NOW.getEpochSecond();

  private final SetClock clock = new SetClock(NOW);
  private final TestIssuer issuer = new TestIssuer();
  private Path jwks;

  @BeforeAll
  void publish(@TempDir Path folder) throws IOException {
    jwks = Files.writeString(folder.resolve("jwks.json"), issuer.jwks());
  }

  private TokenReader reader(Map<String, Scope> scopes) {
    TrustedIssuer terms =
        new TrustedIssuer(URI.create(TestIssuer.URL), Set.of(), "kasava_owner", jwks, null, scopes);
    return new TokenReader(
        List.of(Trust.of(terms, IssuerKeys.of(terms, clock), () -> Set.of(TestIssuer.AUDIENCE))),
        clock);
  }

  private Reading read(String token) {
    return reader(Map.of()).read(token);
  }

  private TokenClaims good(String token) {
    return switch (read(token)) {
      case Reading.Genuine(var claims, var keys) -> claims;
      case Reading.Bad(var fault) -> throw new AssertionError(fault);
    };
  }

  private @Nullable TokenFault fault(String token) {
    return switch (read(token)) {
      case Reading.Genuine genuine -> null;
      case Reading.Bad(var fault) -> fault;
    };
  }

  private static Map<String, Object> right() {
    return claims(NOW, "own_1");
  }

  @Test
  void aGoodTokenSaysWhoseItIs() {
    TokenClaims claims = good(issuer.token(header(), right()));
    assertThat(claims.subject()).isEqualTo("alice");
    assertThat(claims.owner()).isEqualTo("own_1");
    assertThat(claims.scopes().names()).containsExactly("keys:read", "openid");
    assertThat(claims.expiresAt()).isEqualTo(NOW.plusSeconds(300));
  }

  /** An object's first character or two, in base 64; a key of ours begins with neither. */
  @Test
  void aTokenHasTheLookOfOne() {
    assertThat(TokenReader.isToken(issuer.token(header(), right()))).isTrue();
    assertThat(TokenReader.isToken("ewogICJhbGciOiJub25lIn0.e30.")).isTrue();
    assertThat(TokenReader.isToken("eyJhbGciOiJub25lIn0")).isFalse();
    assertThat(TokenReader.isToken("kasava_eyJ.eyJ")).isFalse();
    assertThat(TokenReader.isToken("")).isFalse();
  }

  /** As far off as Java can tell, where adding to it would fail. */
  @Test
  void aTokenMayLastForEver() {
    long last = 31_556_889_864_403_196L;
    assertThat(good(issuer.token(header(), with(right(), "exp", last))).expiresAt())
        .isEqualTo(Instant.ofEpochSecond(last));
  }

  static Stream<Arguments> brokenClaims() {
    return Stream.of(
        Arguments.of("iss", "https://evil.example", TokenFault.ISS),
        Arguments.of("iss", TestIssuer.URL + "/", TokenFault.ISS),
        Arguments.of("iss", null, TokenFault.ISS),
        Arguments.of("iss", List.of(TestIssuer.URL), TokenFault.ISS),
        Arguments.of("aud", "https://other.example", TokenFault.AUD),
        Arguments.of("aud", TestIssuer.AUDIENCE + ".evil.example", TokenFault.AUD),
        Arguments.of("aud", null, TokenFault.AUD),
        Arguments.of("aud", List.of(), TokenFault.AUD),
        Arguments.of("aud", List.of("https://other.example"), TokenFault.AUD),
        Arguments.of("aud", List.of(TestIssuer.AUDIENCE, 7), TokenFault.AUD),
        Arguments.of("aud", 7, TokenFault.AUD),
        Arguments.of("exp", null, TokenFault.EXP),
        Arguments.of("exp", "2099", TokenFault.EXP),
        Arguments.of("exp", SECOND - 30, TokenFault.EXP),
        Arguments.of("exp", -1, TokenFault.EXP),
        Arguments.of("exp", 1e300, TokenFault.EXP),
        Arguments.of("nbf", SECOND + 31, TokenFault.NBF),
        Arguments.of("nbf", "now", TokenFault.NBF),
        Arguments.of("iat", SECOND + 31, TokenFault.NBF),
        Arguments.of("sub", null, TokenFault.SUB),
        Arguments.of("sub", "", TokenFault.SUB),
        Arguments.of("sub", 7, TokenFault.SUB),
        Arguments.of("sub", "alice\nroot", TokenFault.SUB),
        Arguments.of("sub", "a".repeat(256), TokenFault.SUB),
        Arguments.of("cnf", Map.of("jkt", "thumbprint"), TokenFault.CNF));
  }

  @ParameterizedTest
  @MethodSource("brokenClaims")
  void aBrokenClaimIsNamed(String claim, @Nullable Object value, TokenFault expected) {
    assertThat(fault(issuer.token(header(), with(right(), claim, value)))).isEqualTo(expected);
  }

  static Stream<Arguments> brokenHeaders() {
    return Stream.of(
        Arguments.of("typ", "JWT", TokenFault.TYP),
        Arguments.of("typ", "dpop+jwt", TokenFault.TYP),
        Arguments.of("typ", null, TokenFault.TYP),
        Arguments.of("alg", "none", TokenFault.ALG),
        Arguments.of("alg", "None", TokenFault.ALG),
        Arguments.of("alg", "HS256", TokenFault.ALG),
        Arguments.of("alg", "ES256K", TokenFault.ALG),
        Arguments.of("alg", null, TokenFault.ALG),
        Arguments.of("alg", List.of("ES256"), TokenFault.ALG),
        Arguments.of("alg", "RS256", TokenFault.KID),
        Arguments.of("kid", "../../../../dev/null", TokenFault.KID),
        Arguments.of("kid", "' or '1'='1", TokenFault.KID),
        Arguments.of("kid", "k".repeat(10_000), TokenFault.MALFORMED),
        Arguments.of("kid", "k".repeat(300), TokenFault.KID),
        Arguments.of("kid", 7, TokenFault.KID),
        Arguments.of("kid", "rsa", TokenFault.KID),
        Arguments.of("crit", List.of("exp"), TokenFault.HEADER),
        Arguments.of("crit", List.of("made-up"), TokenFault.HEADER),
        Arguments.of("b64", false, TokenFault.HEADER),
        Arguments.of("jku", "https://evil.example/jwks.json", TokenFault.HEADER),
        Arguments.of("x5u", "https://evil.example/cert.pem", TokenFault.HEADER),
        Arguments.of("jwk", Map.of("kty", "EC"), TokenFault.HEADER));
  }

  @ParameterizedTest
  @MethodSource("brokenHeaders")
  void aBrokenHeaderIsNamed(String name, @Nullable Object value, TokenFault expected) {
    assertThat(fault(issuer.token(with(header(), name, value), right()))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"exp, -29", "nbf, 30", "iat, 30"})
  void clocksMayBeHalfAMinuteOff(String claim, long seconds) {
    assertThat(fault(issuer.token(header(), with(right(), claim, SECOND + seconds)))).isNull();
  }

  @Test
  void anyOfSeveralAudiencesWillDo() {
    Object both = List.of("https://other.example", TestIssuer.AUDIENCE);
    assertThat(fault(issuer.token(header(), with(right(), "aud", both)))).isNull();
  }

  @Test
  void theTypeMayBeWrittenInFull() {
    Map<String, Object> full = with(header(), "typ", "application/AT+JWT");
    assertThat(fault(issuer.token(full, right()))).isNull();
  }

  @Test
  void anotherIssuersSignatureDoesNotFit() {
    String foreign = new TestIssuer().token(header(), right());
    assertThat(fault(foreign)).isEqualTo(TokenFault.SIGNATURE);
  }

  /** The public key as a shared secret (RFC 8725, section 2.1). */
  @Test
  void hmacWithThePublicKeyIsRefusedByItsAlgorithm() throws Exception {
    Map<String, Object> hmac = with(header(), "alg", "HS256");
    String input = encode(new Json().text(hmac)) + "." + encode(new Json().text(right()));
    byte[] secret = issuer.rsa().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
    Base64URL signature =
        new MACSigner(secret)
            .sign(
                new com.nimbusds.jose.JWSHeader(JWSAlgorithm.HS256),
                input.getBytes(StandardCharsets.US_ASCII));
    assertThat(fault(input + "." + signature)).isEqualTo(TokenFault.ALG);
  }

  @Test
  void aPlainTokenIsRefusedWithAndWithoutASignature() {
    String input =
        encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + encode(new Json().text(right()));
    assertThat(fault(input + ".")).isEqualTo(TokenFault.ALG);
    assertThat(fault(input)).isEqualTo(TokenFault.MALFORMED);
  }

  @Test
  void anEmptySignatureDoesNotFit() {
    String token = issuer.token(header(), right());
    assertThat(fault(token.substring(0, token.lastIndexOf('.') + 1)))
        .isEqualTo(TokenFault.SIGNATURE);
  }

  /** CVE-2022-21449: r and s of zero. */
  @Test
  void aSignatureOfZerosDoesNotFit() {
    String token = issuer.token(header(), right());
    String zeros = Base64URL.encode(new byte[64]).toString();
    assertThat(fault(token.substring(0, token.lastIndexOf('.') + 1) + zeros))
        .isEqualTo(TokenFault.SIGNATURE);
  }

  /** CVE-2026-29000: an unsigned token wrapped in encryption for the public key. */
  @Test
  void anEncryptedPlainTokenIsRefused() throws Exception {
    JWEObject wrapped =
        new JWEObject(
            new JWEHeader.Builder(JWEAlgorithm.RSA_OAEP_256, EncryptionMethod.A256GCM)
                .contentType("JWT")
                .build(),
            new Payload(
                encode("{\"alg\":\"none\"}") + "." + encode(new Json().text(right())) + "."));
    wrapped.encrypt(new RSAEncrypter(issuer.rsa().toPublicJWK()));
    assertThat(fault(wrapped.serialize())).isEqualTo(TokenFault.MALFORMED);
  }

  static Stream<String> malformed() {
    String deep = "{\"a\":".repeat(700) + "1" + "}".repeat(700);
    return Stream.of(
        "eyJ.",
        "eyJ..",
        "eyJhbGciOiJFUzI1NiJ9.e30.",
        "{}.{}.{}",
        encode("[]") + "." + encode("{}") + ".AA",
        encode("null") + "." + encode("null") + ".AA",
        encode("{\"alg\":\"none\",\"alg\":\"ES256\",\"typ\":\"at+jwt\"}")
            + "."
            + encode("{}")
            + ".AA",
        encode(deep) + "." + encode("{}") + ".AA");
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void whatIsNoTokenIsRefused(String text) {
    assertThat(fault(text)).isIn(TokenFault.MALFORMED, TokenFault.TYP, TokenFault.ALG);
  }

  @Test
  void aHeaderThatStandsTwiceIsRefused() {
    String twice = "{\"alg\":\"HS256\",\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"ec\"}";
    assertThat(fault(issuer.token(twice, new Json().text(right()))))
        .isEqualTo(TokenFault.MALFORMED);
  }

  /** CVE-2025-53864: nesting that exhausts the stack. */
  @ParameterizedTest
  @ValueSource(ints = {700, 5_000})
  void depthIsRefused(int depth) {
    String claims = "[".repeat(depth) + "]".repeat(depth);
    assertThat(fault(issuer.token(new Json().text(header()), "{\"a\":" + claims + "}")))
        .isEqualTo(TokenFault.MALFORMED);
  }

  @Test
  void base64IsReadStrictly() {
    String token = issuer.token(header(), right());
    assertThat(fault(token + "=")).isEqualTo(TokenFault.MALFORMED);
    assertThat(fault(token.replaceFirst("\\.", ".\n"))).isEqualTo(TokenFault.MALFORMED);
    assertThat(fault(" " + token)).isEqualTo(TokenFault.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void signaturesByRsaAreTaken(String algorithm) {
    Map<String, Object> rsa = with(with(header(), "alg", algorithm), "kid", "rsa");
    String token =
        issuer.signed(
            encode(new Json().text(rsa)),
            encode(new Json().text(right())),
            JWSAlgorithm.parse(algorithm));
    assertThat(fault(token)).isNull();
    assertThat(fault(token.substring(0, token.length() - 4) + "AAAA"))
        .isEqualTo(TokenFault.SIGNATURE);
  }

  @Test
  void withoutAKidTheOneKeyThatFitsIsTaken() {
    assertThat(fault(issuer.token(with(header(), "kid", null), right()))).isNull();
  }

  /** RFC 8037, appendix A: a test vector. */
  @Test
  void ed25519IsVerifiedByItsPublishedVector() throws Exception {
    JWK key =
        JWK.parse(
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
    String input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    Base64URL signature =
        new Base64URL(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    Base64URL header = new Base64URL("eyJhbGciOiJFZERTQSJ9");
    byte[] bytes = input.getBytes(StandardCharsets.US_ASCII);
    assertThat(Algorithm.EDDSA.fits(key)).isTrue();
    assertThat(Algorithm.EDDSA.verifies(key, header, bytes, signature)).isTrue();
    bytes[bytes.length - 1]++;
    assertThat(Algorithm.EDDSA.verifies(key, header, bytes, signature)).isFalse();
    assertThat(Algorithm.EDDSA.verifies(key, header, bytes, new Base64URL("AA"))).isFalse();
  }

  @Test
  void mappedScopesAloneCount() {
    Map<String, Scope> scopes = Map.of("openid", Scope.KEYS_WRITE);
    assertThat(reader(scopes).read(issuer.token(header(), right())))
        .isInstanceOfSatisfying(
            Reading.Genuine.class,
            genuine ->
                assertThat(genuine.claims().scopes()).isEqualTo(Scopes.of(Scope.KEYS_WRITE)));
  }

  @Test
  void noIssuerCanGrantEverything() {
    Map<String, Object> all = with(right(), "scope", "* keys:* keys:read orders:read");
    assertThat(good(issuer.token(header(), all)).scopes().names())
        .containsExactly("keys:read", "orders:read");
  }

  @Test
  void scopesMayComeAsAList() {
    Map<String, Object> list = with(with(right(), "scope", null), "scp", List.of("keys:read"));
    assertThat(good(issuer.token(header(), list)).scopes().names()).containsExactly("keys:read");
  }
}
