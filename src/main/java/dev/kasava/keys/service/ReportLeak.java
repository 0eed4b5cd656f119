package dev.kasava.keys.service;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.ForeignHash;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.key.SecretFinder;
import dev.kasava.keys.store.AuditRecord;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import dev.kasava.keys.store.StoredSecret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Revokes secrets that somebody found where they do not belong. Whoever has a secret may end it:
 * they could do worse with it.
 */
public final class ReportLeak {
  /** The most secrets that one report ends. */
  public static final int MOST = 100;

  private static final int LONGEST_PLACE = 300;

  private final KeyStore store;
  private final Peppers peppers;
  private final InstantSource clock;

  public ReportLeak(KeyStore store, Peppers peppers, InstantSource clock) {
    this.store = store;
    this.peppers = peppers;
    this.clock = clock;
  }

  /**
   * Ends the live secrets of this installation that stand in a text. Nothing tells whether there
   * were any.
   *
   * @param text with whatever around them
   * @param bare texts that may be secrets that were made elsewhere, with nothing around them: only
   *     their form could tell them from it
   * @param foundAt the address where it was found, for the owner; anything else is left out
   */
  public void report(String text, List<String> bare, String foundAt) {
    for (KeyDigest digest : digests(text, bare)) {
      if (store
          .read(reader -> reader.secret(digest))
          .filter(StoredSecret.Live.class::isInstance)
          .isPresent()) {
        store.write(writer -> end(writer, digest, place(foundAt)));
      }
    }
  }

  private List<KeyDigest> digests(String text, List<String> bare) {
    List<KeyDigest> digests = new ArrayList<>();
    List<Secret> secrets = secretsIn(text);
    for (Pepper pepper : peppers.all()) {
      secrets.forEach(secret -> digests.add(pepper.digest(secret)));
    }
    if (store.read(reader -> reader.hasForeign())) {
      List<ForeignHash> hashes =
          bare.stream()
              .flatMap(one -> ForeignHash.of(one).stream())
              .limit(MOST - secrets.size())
              .toList();
      for (Pepper pepper : peppers.all()) {
        hashes.forEach(hash -> digests.add(pepper.digest(hash)));
      }
    }
    return digests;
  }

  private static List<Secret> secretsIn(String text) {
    SecretFinder finder = new SecretFinder();
    List<Secret> found = new ArrayList<>();
    for (int i = 0; i < text.length() && found.size() < MOST; i++) {
      finder.take(text.charAt(i)).ifPresent(found::add);
    }
    return found;
  }

  private boolean end(KeyWriter writer, KeyDigest digest, String place) {
    Instant now = Rules.now(clock);
    Optional<KeyId> ended = writer.endLeaked(digest, now);
    ended
        .flatMap(writer::key)
        .ifPresent(
            summary -> {
              ApiKey key = summary.key();
              if (!writer.hasLiveSecret(key.id(), now)) {
                writer.updateKey(key.withoutSecret());
              }
              writer.audit(leaked(key, place, now));
            });
    return ended.isPresent();
  }

  private static AuditRecord leaked(ApiKey key, String place, Instant now) {
    return new AuditRecord(
        now,
        key.owner(),
        null,
        "",
        Client.UNKNOWN,
        AuditRecord.Action.LEAKED,
        key.id(),
        key.name().text(),
        place.isEmpty() ? "reported" : "reported, found at " + place);
  }

  /** Strangers write it, and the owner reads it. */
  private static String place(String foundAt) {
    boolean isAddress = foundAt.startsWith("https://") || foundAt.startsWith("http://");
    boolean isPlain = foundAt.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '<');
    return isAddress
            && isPlain
            && foundAt.length() <= LONGEST_PLACE
            && !SecretFinder.isSecretIn(foundAt)
        ? foundAt
        : "";
  }
}
