package dev.kasava.keys.cli;

import dev.kasava.keys.key.Scope;
import dev.kasava.keys.machine.Environment;
import dev.kasava.keys.token.TrustedIssuer;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One issuer whose access tokens are taken, as options of {@code serve} describe it. */
final class IssuerOptions {
  private static final String VARIABLE = "KASAVA_ISSUER";

  @Option(
      names = "--issuer",
      paramLabel = "URL",
      required = true,
      description =
          "Take access tokens (RFC 9068) of this issuer too; the options after it are about it."
              + " More than one may be named.")
  String issuer = "";

  @Option(
      names = "--issuer-audience",
      paramLabel = "AUDIENCE",
      description = "What its tokens have to be for; this server's public URL unless given.")
  List<String> audiences = new ArrayList<>();

  @Option(
      names = "--issuer-owner-claim",
      paramLabel = "CLAIM",
      description =
          "The claim that holds the id of the owner (own_...); "
              + TrustedIssuer.OWNER_CLAIM
              + " unless given.")
  String ownerClaim = TrustedIssuer.OWNER_CLAIM;

  @Option(
      names = "--issuer-jwks",
      paramLabel = "FILE|URL",
      description = "Its public keys; found through its metadata unless given.")
  @Nullable String jwks;

  @Option(
      names = "--issuer-scope",
      paramLabel = "THEIRS=OURS",
      description =
          "What one of its scopes stands for here. With any of these, its other scopes count for"
              + " nothing; without, scopes count by their names.")
  List<String> scopes = new ArrayList<>();

  /** The issuer that the environment describes; empty when it names none. */
  static Optional<IssuerOptions> of(Map<String, String> environment) {
    return Environment.value(environment, VARIABLE)
        .map(
            issuer -> {
              IssuerOptions options = new IssuerOptions();
              options.issuer = issuer;
              options.audiences = words(environment, VARIABLE + "_AUDIENCE");
              options.scopes = words(environment, VARIABLE + "_SCOPES");
              options.jwks = Environment.value(environment, VARIABLE + "_JWKS").orElse(null);
              Environment.value(environment, VARIABLE + "_OWNER_CLAIM")
                  .ifPresent(claim -> options.ownerClaim = claim);
              return options;
            });
  }

  private static List<String> words(Map<String, String> environment, String variable) {
    return Environment.value(environment, variable)
        .map(text -> Arrays.asList(text.strip().split("\\s+")))
        .orElse(List.of());
  }

  /**
   * @throws CommandFailure when it cannot be meant so
   */
  TrustedIssuer read() {
    boolean isUrl = jwks != null && jwks.contains("://");
    return new TrustedIssuer(
        uri(issuer, "--issuer"),
        Set.copyOf(audiences),
        ownerClaim,
        jwks == null || isUrl ? null : Path.of(jwks),
        jwks != null && isUrl ? uri(jwks, "--issuer-jwks") : null,
        scopes());
  }

  private Map<String, Scope> scopes() {
    Map<String, Scope> mapped = new HashMap<>();
    for (String pair : scopes) {
      int equals = pair.indexOf('=');
      Scope ours = equals < 1 ? null : Scope.parse(pair.substring(equals + 1)).orElse(null);
      if (ours == null) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--issuer-scope is written like kasava.read=keys:read, with one of our scopes last.");
      }
      mapped.put(pair.substring(0, equals), ours);
    }
    return mapped;
  }

  private static URI uri(String text, String option) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new CommandFailure(ExitCode.USAGE, option + " has a value that is no URL.");
    }
  }
}
