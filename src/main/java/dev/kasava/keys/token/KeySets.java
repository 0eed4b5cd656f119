package dev.kasava.keys.token;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finding a key in a set. */
final class KeySets {
  private KeySets() {}

  /**
   * The key of this name that fits, or, where no name is given, the only one that does.
   *
   * @param kid null when none is given
   */
  static Optional<JWK> find(JWKSet keys, @Nullable String kid, Algorithm algorithm) {
    List<JWK> fitting =
        keys.getKeys().stream()
            .filter(algorithm::fits)
            .filter(key -> kid == null || kid.equals(key.getKeyID()))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }
}
