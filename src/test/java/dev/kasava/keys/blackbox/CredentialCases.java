package dev.kasava.keys.blackbox;

import java.util.List;
import java.util.zip.CRC32;

/** Keys that are none, and those that come in the wrong place. */
final class CredentialCases {
  private static final String ME = "GET /api/v1/me HTTP/1.1";
  private static final String AUTH = "GET /api/v1/auth HTTP/1.1";
  private static final String BEARER = "Authorization: Bearer {key}";
  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int CHECKSUM = 6;

  private CredentialCases() {}

  static List<Case> all() {
    Cases cases = new Cases("Credentials");
    cases
        .sent("X-API-Key", "200", ME, Target.KEY)
        .sent("bearer in another case", "200", ME, "Authorization: bEaReR {key}")
        .sent("none", "401 no-credential", ME)
        .sent("X-API-Key twice, the same", "400 several-credentials", ME, Target.KEY, Target.KEY)
        .sent(
            "X-API-Key twice, one of them wrong",
            "400 several-credentials",
            ME,
            "X-API-Key: ksa_x",
            Target.KEY)
        .sent("Authorization twice", "400 several-credentials or 400", ME, BEARER, BEARER)
        .sent("both kinds, identical", "400 several-credentials", ME, Target.KEY, BEARER)
        .sent(
            "both kinds, conflicting",
            "400 several-credentials",
            ME,
            Target.KEY,
            "Authorization: Bearer ksa_x")
        .sent(
            "X-API-Key and Basic",
            "400 several-credentials",
            ME,
            Target.KEY,
            "Authorization: Basic YTpi")
        .sent("both kinds at forward-auth", "401", AUTH, Target.KEY, BEARER)
        .sent("joined by a comma", "401 malformed-key", ME, "X-API-Key: {key}, {key}")
        .sent("the key as a Basic password", "401 no-credential", ME, "Authorization: Basic {key}")
        .sent(
            "the key in the query",
            "401 no-credential",
            "GET /api/v1/me?api_key={key}&access_token={key} HTTP/1.1")
        .sent(
            "the key in the query of /mcp",
            "401",
            "POST /mcp?access_token={key} HTTP/1.1",
            Target.JSON)
        .sent(
            "the key in a cookie", "401 no-credential", ME, "Cookie: api_key={key}; session={key}")
        .sent("SQL in the key", "401 malformed-key", ME, "Authorization: Bearer ' OR 1=1 --")
        .sent(
            "a key of 1 MB",
            "400 or 431 or closed",
            ME,
            "Authorization: Bearer " + "a".repeat(1_000_000))
        .sent(
            "a key of 10 KB",
            "401 malformed-key or 400 or 431",
            ME,
            "Authorization: Bearer " + "a".repeat(10_000))
        .sent("an empty key", "401", ME, "X-API-Key: ")
        .sent("the method overridden", "200", ME, Target.KEY, "X-HTTP-Method-Override: DELETE")
        .add(
            "one character changed",
            "401 malformed-key",
            target -> target.seen(target.request(ME, "X-API-Key: " + changed(target.key()))))
        .add(
            "one character changed, and the checksum put right",
            "401 unknown-key",
            target ->
                target.seen(target.request(ME, "X-API-Key: " + repaired(changed(target.key())))))
        .add(
            "the key in other capitals",
            "401",
            target -> target.seen(target.request(ME, "X-API-Key: " + swapped(target.key()))))
        .add("a checked key that does not exist", "200 unknown", CredentialCases::verified);
    return cases.all();
  }

  private static String changed(String key) {
    int at = key.length() - 20;
    return key.substring(0, at) + (key.charAt(at) == 'a' ? 'b' : 'a') + key.substring(at + 1);
  }

  private static String swapped(String key) {
    String body = key.substring(4);
    return key.substring(0, 4)
        + (body.equals(body.toUpperCase(java.util.Locale.ROOT))
            ? body.toLowerCase(java.util.Locale.ROOT)
            : body.toUpperCase(java.util.Locale.ROOT));
  }

  /** As anybody can who has read how keys are made. */
  private static String repaired(String key) {
    String rest = key.substring(0, key.length() - CHECKSUM);
    CRC32 crc = new CRC32();
    crc.update(rest.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    StringBuilder checksum = new StringBuilder();
    for (long left = crc.getValue(); checksum.length() < CHECKSUM; left /= DIGITS.length()) {
      checksum.insert(0, DIGITS.charAt((int) (left % DIGITS.length())));
    }
    return rest + checksum;
  }

  private static String verified(Target target) {
    String unknown = repaired(changed(target.key()));
    var answer =
        target.call(
            "POST",
            "/api/v1/keys/verify",
            "{\"key\":\"" + unknown + "\"}",
            Target.JSON,
            Target.KEY);
    return answer.status() + " " + Target.json(answer).path("code").stringValue("");
  }
}
