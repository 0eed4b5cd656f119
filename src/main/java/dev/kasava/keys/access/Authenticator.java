package dev.kasava.keys.access;

import dev.kasava.keys.access.PassedKey.Passing;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Ended;
import dev.kasava.keys.key.ForeignHash;
import dev.kasava.keys.key.Grant;
import dev.kasava.keys.key.KeyDigest;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.SecretReader;
import dev.kasava.keys.key.Verdict;
import dev.kasava.keys.store.KeyReader;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.StoredSecret;
import dev.kasava.keys.token.TokenReader;
import dev.kasava.keys.usage.UsageMeter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a credential is good. The one place that does, for every door. Only {@link #pass}
 * counts; for all else the doors do, since they know what a request is. Thread-safe.
 */
public final class Authenticator {
  private final Peppers peppers;
  private final Checks checks;
  private final KeyView view;
  private final ForeignPresence foreign;
  private final FirstUses firstUses;
  private final Renewals renewals;
  private final InstantSource clock;
  private final @Nullable AccessTokens tokens;

  /** One that takes keys alone. */
  public Authenticator(
      KeyFormat format, Peppers peppers, KeyStore store, UsageMeter meter, InstantSource clock) {
    this(
        peppers,
        new Checks(format),
        new KeyView(store, meter, clock),
        new ForeignPresence(store),
        new FirstUses(store, clock),
        new Renewals(store),
        clock,
        null);
  }

  private Authenticator(
      Peppers peppers,
      Checks checks,
      KeyView view,
      ForeignPresence foreign,
      FirstUses firstUses,
      Renewals renewals,
      InstantSource clock,
      @Nullable AccessTokens tokens) {
    this.peppers = peppers;
    this.checks = checks;
    this.view = view;
    this.foreign = foreign;
    this.firstUses = firstUses;
    this.renewals = renewals;
    this.clock = clock;
    this.tokens = tokens;
  }

  /** The same, with access tokens taken as well as keys. */
  public Authenticator taking(AccessTokens accessTokens) {
    return new Authenticator(
        peppers, checks, view, foreign, firstUses, renewals, clock, accessTokens);
  }

  /**
   * Keeps the digests of secrets that were used lately under the current pepper, where they were
   * still kept under a retired one. To be called every now and then; writes the store.
   */
  public void renewDigests() {
    renewals.flush();
  }

  /**
   * The verdict, where memory alone can tell; never blocks.
   *
   * @return null when {@link #verify} has to ask the store
   */
  public @Nullable Verdict verifyFromMemory(String credential, List<Scope> needed) {
    if (tokens != null && TokenReader.isToken(credential)) {
      return tokens.verifyFromMemory(credential, needed);
    }
    Check check = checks.take();
    try {
      return check.secret.read(credential)
          ? recall(check.secret, needed)
          : recallForeign(check.secret, credential, needed);
    } finally {
      checks.giveBack(check);
    }
  }

  private @Nullable Verdict recallForeign(
      SecretReader secret, String credential, List<Scope> needed) {
    return switch (foreign.now()) {
      case NONE -> new Verdict.Malformed();
      case SOME ->
          readForeign(secret, credential) ? recall(secret, needed) : new Verdict.Malformed();
      case UNHEARD -> ForeignHash.isFit(credential) ? null : new Verdict.Malformed();
    };
  }

  /** What looks like an access token is none, at whichever door it comes. */
  private static boolean readForeign(SecretReader secret, String credential) {
    return !TokenReader.isToken(credential) && secret.readForeign(credential);
  }

  private @Nullable Verdict recall(SecretReader secret, List<Scope> needed) {
    long word = view.trusted();
    boolean isLacking = word != KeyView.NEVER;
    List<Pepper> all = peppers.all();
    for (Pepper pepper : all) {
      secret.digest(pepper);
      StoredSecret known = view.remembered(secret, pepper);
      if (known != null) {
        if (pepper != all.getFirst() && known instanceof StoredSecret.Live) {
          KeyDigest old = secret.toDigest(pepper);
          secret.digest(all.getFirst());
          renewals.note(old, secret.toDigest(all.getFirst()));
        }
        return judge(known, needed);
      }
      isLacking = isLacking && view.lacks(secret);
    }
    return isLacking && view.trusted() == word ? new Verdict.Unknown() : null;
  }

  /**
   * Lets a request through, and counts it, where its credential is a good key with nothing special
   * about it: no garbage, no lock, no store. All others are for {@link #verifyFromMemory}.
   *
   * @param target handed on to {@code passing}, which is called before this returns
   * @return false when nothing was done
   */
  public <T> boolean pass(
      String credential, List<Scope> needed, Client client, T target, Passing<T> passing) {
    Check check = checks.take();
    try {
      SecretReader secret = check.secret;
      if (!secret.read(credential) && !(foreign.isKnown() && readForeign(secret, credential))) {
        return false;
      }
      List<Pepper> all = peppers.all();
      for (int i = 0; i < all.size(); i++) {
        secret.digest(all.get(i));
        if (view.trusted() == KeyView.NEVER) {
          return false;
        }
        PlainKeys keys = view.plain();
        int row = keys.find(secret);
        if (row >= 0) {
          // Under a retired pepper there is something special about it: it is to be renewed.
          return i == 0 && pass(check.found(keys, row), needed, client, target, passing);
        }
      }
      return false;
    } finally {
      checks.giveBack(check);
    }
  }

  private <T> boolean pass(
      Check check, List<Scope> needed, Client client, T target, Passing<T> passing) {
    long now = clock.millis();
    boolean isGood = check.isGood(needed, now);
    if (isGood) {
      check.count(client, now);
      passing.pass(target, check);
    }
    return isGood;
  }

  /**
   * The verdict. May read and, at the first use of a successor, write the store, or wait for an
   * issuer's keys, and so block, or throw {@link dev.kasava.keys.store.StoreException}.
   *
   * @param credential whatever was presented
   * @param needed the scopes that the key has to cover; may be empty
   */
  public Verdict verify(String credential, List<Scope> needed) {
    Verdict remembered = verifyFromMemory(credential, needed);
    if (remembered != null) {
      return remembered;
    }
    if (tokens != null && TokenReader.isToken(credential)) {
      return tokens.verify(credential, needed);
    }
    if (view.trusted() == KeyView.NEVER) {
      view.catchUp();
      Verdict caughtUp = verifyFromMemory(credential, needed);
      if (caughtUp != null) {
        return caughtUp;
      }
    }
    List<KeyDigest> digests = digests(credential);
    return digests.isEmpty()
        ? new Verdict.Malformed()
        : find(digests).map(found -> judge(found, needed)).orElseGet(Verdict.Unknown::new);
  }

  /**
   * Takes in what was changed since, so that no request has to, and a database that goes next finds
   * everything known. Costs nothing where nothing was changed; else as {@link #verify}.
   */
  public void catchUp() {
    if (view.trusted() == KeyView.NEVER) {
      view.catchUp();
    }
    // Not while a commit is under way, nor while nothing is heard of the database.
    if (view.trusted() != KeyView.NEVER) {
      foreign.find();
    }
  }

  /** What has all keys remembered before they are asked for. */
  public Prefetch prefetch() {
    return new Prefetch(view);
  }

  /**
   * What a secret may be kept by: under every pepper, the current one first; none where the text
   * can be no secret here. Blocks as {@link #verify} does.
   */
  public List<KeyDigest> digests(String credential) {
    Check check = checks.take();
    try {
      SecretReader secret = check.secret;
      List<KeyDigest> digests = new ArrayList<>();
      if (secret.read(credential) || (foreign.find() && readForeign(secret, credential))) {
        for (Pepper pepper : peppers.all()) {
          secret.digest(pepper);
          digests.add(secret.toDigest(pepper));
        }
      }
      return digests;
    } finally {
      checks.giveBack(check);
    }
  }

  private Optional<KeyReader.Found> find(List<KeyDigest> digests) {
    Optional<KeyReader.Found> found = view.find(digests);
    found
        .filter(one -> one.secret() instanceof StoredSecret.Live live && !live.isSuccessor())
        .map(KeyReader.Found::digest)
        .filter(old -> !old.equals(digests.getFirst()))
        .ifPresent(old -> renewals.note(old, digests.getFirst()));
    return found;
  }

  /** Where a new secret is accepted for the first time, the one before it is dead from then on. */
  private Verdict judge(KeyReader.Found found, List<Scope> needed) {
    Verdict verdict = judge(found.secret(), needed);
    return verdict instanceof Verdict.Accepted
            && found.secret() instanceof StoredSecret.Live live
            && live.isSuccessor()
        ? judge(firstUses.note(found.digest(), live), needed)
        : verdict;
  }

  private Verdict judge(StoredSecret stored, List<Scope> needed) {
    return switch (stored) {
      case StoredSecret.Dead dead ->
          new Verdict.Revoked(
              dead.reason() == Ended.DELETED ? null : dead.keyId(), dead.reason(), dead.endedAt());
      case StoredSecret.Live live -> judge(live.grant(), live.liveUntil(), needed);
    };
  }

  private Verdict judge(Grant grant, @Nullable Instant liveUntil, List<Scope> needed) {
    Instant now = clock.instant();
    Instant expiresAt = grant.expiresAt();
    if (liveUntil != null
        && !liveUntil.isAfter(now)
        && (expiresAt == null || liveUntil.isBefore(expiresAt))) {
      return new Verdict.Revoked(grant.keyId(), Ended.REGENERATED, liveUntil);
    }
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      return new Verdict.Expired(grant.keyId(), expiresAt);
    }
    Optional<Scope> missing = grant.scopes().firstMissing(needed);
    return missing.isPresent()
        ? new Verdict.MissingScope(grant.keyId(), missing.get())
        : new Verdict.Accepted(grant);
  }
}
