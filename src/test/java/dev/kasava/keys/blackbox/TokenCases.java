package dev.kasava.keys.blackbox;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.HMAC;
import dev.kasava.keys.fixture.RawHttp.Answer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/** Access tokens as somebody forges them who has a genuine one, and the public keys. */
final class TokenCases {
  private static final String ME = "GET /api/v1/me HTTP/1.1";
  private static final String CLAIMS_END = ",\"scope\":\"*\"}";

  private TokenCases() {}

  static List<Case> all() {
    Cases cases = new Cases("Access tokens");
    cases
        .add("a genuine one", "200", target -> seen(target, token(target)))
        .add(
            "a genuine one, twice",
            "400 several-credentials or 400",
            target -> target.seen(target.request(ME, bearer(token(target)), bearer(token(target)))))
        .add(
            "one bit of the signature changed",
            "401 invalid-token",
            target -> seen(target, signedWrong(target)))
        .add(
            "the signature left out",
            "401",
            target -> seen(target, unsigned(target, header(target))))
        .add(
            "alg none",
            "401",
            target -> seen(target, unsigned(target, "{\"alg\":\"none\",\"typ\":\"at+jwt\"}")))
        .add(
            "alg NONE",
            "401",
            target -> seen(target, unsigned(target, "{\"alg\":\"NONE\",\"typ\":\"at+jwt\"}")))
        .add(
            "HS256 with the public key as the secret",
            "401",
            target -> seen(target, symmetric(target)))
        .add(
            "an embedded jwk",
            "401",
            target -> seen(target, with(target, "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}")))
        .add(
            "a jku of another host",
            "401",
            target -> seen(target, with(target, "\"jku\":\"http://127.0.0.1:1/\"")))
        .add(
            "an x5u of another host",
            "401",
            target -> seen(target, with(target, "\"x5u\":\"http://127.0.0.1:1/\"")))
        .add(
            "a kid that climbs", "401", target -> seen(target, kid(target, "../../../../dev/null")))
        .add("a kid with SQL", "401", target -> seen(target, kid(target, "' OR 1=1 --")))
        .add(
            "a crit that nobody knows",
            "401",
            target -> seen(target, with(target, "\"crit\":[\"exp\"],\"exp\":1")))
        .add("alg twice", "401", target -> seen(target, with(target, "\"alg\":\"none\"")))
        .add(
            "typ of an ID token",
            "401",
            target -> seen(target, reheaded(target, header(target).replace("at+jwt", "JWT"))))
        .add("more scopes than were signed", "401", target -> seen(target, widened(target)))
        .add(
            "encrypted around nothing signed",
            "401",
            target ->
                seen(target, part("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAA.AAAA.AAAA"))
        .add(
            "claims 5,000 deep",
            "401 or 400",
            target -> seen(target, part(header(target)) + "." + part("[".repeat(5_000)) + ".AAAA"))
        .add("a token to get another one with", "401 or 400", TokenCases::again);
    return cases.all();
  }

  private static String bearer(String token) {
    return "Authorization: Bearer " + token;
  }

  private static String seen(Target target, String token) {
    return Target.describe(target.ask(target.request(ME, bearer(token)), token));
  }

  private static String token(Target target) {
    Answer answer =
        target.call(
            "POST",
            "/api/v1/token",
            "grant_type=client_credentials",
            Target.KEY,
            "Content-Type: application/x-www-form-urlencoded");
    return Target.json(answer).path("access_token").stringValue();
  }

  private static String again(Target target) {
    return target.seen(
        target.posting(
            "POST /api/v1/token HTTP/1.1",
            "grant_type=client_credentials",
            bearer(token(target)),
            "Content-Type: application/x-www-form-urlencoded"));
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(String token, int index) {
    return new String(
        Base64.getUrlDecoder().decode(token.split("\\.")[index]), StandardCharsets.UTF_8);
  }

  private static String header(Target target) {
    return text(token(target), 0);
  }

  private static String signedWrong(Target target) {
    String token = token(target);
    int at = token.length() - 10;
    return token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
  }

  private static String unsigned(Target target, String header) {
    return part(header) + "." + token(target).split("\\.")[1] + ".";
  }

  private static String reheaded(Target target, String header) {
    String[] parts = token(target).split("\\.");
    return part(header) + "." + parts[1] + "." + parts[2];
  }

  private static String with(Target target, String member) {
    String header = header(target);
    return reheaded(target, header.substring(0, header.length() - 1) + "," + member + "}");
  }

  private static String kid(Target target, String kid) {
    return reheaded(
        target, header(target).replaceAll("\"kid\":\"[^\"]*\"", "\"kid\":\"" + kid + "\""));
  }

  private static String widened(Target target) {
    String[] parts = token(target).split("\\.");
    String claims = text(token(target), 1);
    return parts[0]
        + "."
        + part(claims.substring(0, claims.length() - 1) + CLAIMS_END)
        + "."
        + parts[2];
  }

  private static String symmetric(Target target) {
    String keys = target.call("GET", "/.well-known/jwks.json", null).body();
    String signed =
        part("{\"alg\":\"HS256\",\"typ\":\"at+jwt\"}") + "." + token(target).split("\\.")[1];
    try {
      byte[] mac =
          HMAC.compute(
              new SecretKeySpec(keys.getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
              signed.getBytes(StandardCharsets.US_ASCII),
              null);
      return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(mac);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
