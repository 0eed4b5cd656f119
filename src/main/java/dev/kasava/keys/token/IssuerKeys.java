package dev.kasava.keys.token;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The public keys of another issuer. Thread-safe. */
public final class IssuerKeys implements KeySource {
  private final KeySource source;

  private IssuerKeys(KeySource source) {
    this.source = source;
  }

  /**
   * As the operator described them; fetches nothing yet.
   *
   * @throws IssuerException when the description cannot be used
   */
  public static IssuerKeys of(TrustedIssuer terms, InstantSource clock) {
    if (!Discovery.isSafe(terms.issuer()) || terms.issuer().getRawQuery() != null) {
      throw new IssuerException(
          "An issuer is named by an https URL without a query, for example"
              + " https://login.example.com (http on this machine alone).");
    }
    if (terms.jwksFile() != null) {
      return new IssuerKeys(new KeptKeys(read(terms.jwksFile())));
    }
    if (terms.jwksUri() != null && !Discovery.isSafe(terms.jwksUri())) {
      throw new IssuerException(
          "An issuer's keys come from a file or an https URL (http on this machine alone).");
    }
    Discovery discovery = new Discovery(new Fetch(), terms.issuer(), terms.jwksUri());
    return new IssuerKeys(new FetchedKeys(discovery, clock));
  }

  private static JWKSet read(Path file) {
    try {
      return Discovery.parse(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new IssuerException("The key set " + file + " cannot be read.");
    }
  }

  @Override
  public Answer find(@Nullable String kid, Algorithm algorithm) {
    return source.find(kid, algorithm);
  }

  @Override
  public long version() {
    return source.version();
  }

  /** Keys that never change. */
  private record KeptKeys(JWKSet keys) implements KeySource {
    @Override
    public Answer find(@Nullable String kid, Algorithm algorithm) {
      return KeySets.find(keys, kid, algorithm)
          .<Answer>map(Answer.Found::new)
          .orElseGet(Answer.None::new);
    }

    @Override
    public long version() {
      return 0;
    }
  }
}
