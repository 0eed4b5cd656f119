package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every caller against every key with every verb that hands out or extends: nothing wider than the
 * caller's own comes of it, and what lies within is allowed. What lies within is worked out here
 * from sets and moments, apart from the code under test.
 */
final class GrantMatrixTest extends VerbTest {
  enum Verb {
    CREATE_CLAIMED,
    CREATE_PENDING,
    CREATE_AGAIN,
    CLAIM,
    REGENERATE_CLAIMED,
    REGENERATE_PENDING,
    REGENERATE_TO_EXPIRY,
    CLAIM_REPLACEMENT,
    CLAIM_REPLACEMENT_TO_EXPIRY,
    EXTEND
  }

  /** A key, or a caller: its scopes and its expiry. */
  private record Reach(List<String> scopes, @Nullable Instant expiry) {
    boolean isWithin(Reach other) {
      Set<String> missing = new TreeSet<>(scopes);
      missing.removeAll(other.scopes);
      if (other.scopes.contains("*")) {
        missing.removeIf(scope -> !scope.startsWith("keys:"));
      }
      boolean outlives = other.expiry != null && (expiry == null || expiry.isAfter(other.expiry));
      return missing.isEmpty() && !outlives;
    }
  }

  private static final List<@Nullable Instant> EXPIRIES =
      Arrays.asList(
          null,
          START.plus(Duration.ofDays(20)),
          START.plus(Duration.ofDays(20)).plusMillis(1),
          START.plus(Duration.ofDays(300)));

  private static final List<String> NAMES =
      List.of("keys:read", "keys:write", "keys:verify", "*", "billing");

  private static final int STEP = 17;

  private int number;

  private static List<Reach> reaches(boolean mustWrite) {
    List<Reach> all = new ArrayList<>();
    for (int bits = 0; bits < 1 << NAMES.size(); bits++) {
      int chosen = bits;
      List<String> scopes =
          NAMES.stream().filter(name -> (chosen >> NAMES.indexOf(name) & 1) != 0).toList();
      if (!mustWrite || scopes.contains("keys:write")) {
        EXPIRIES.forEach(expiry -> all.add(new Reach(scopes, expiry)));
      }
    }
    return all;
  }

  /**
   * One transaction for each is too slow for all of them, so each caller meets other ones of them.
   */
  @ParameterizedTest
  @EnumSource
  void handsOutNothingWiderThanTheCaller(Verb verb) {
    List<Reach> targets = reaches(false);
    int allowed = 0;
    int refused = 0;
    int at = 0;
    for (Reach mine : reaches(true)) {
      Caller caller = callerWith(mine);
      for (at %= STEP; at < targets.size(); at += STEP) {
        Reach target = targets.get(at);
        boolean within = target.isWithin(mine);
        Outcome<?> outcome = attempt(verb, caller, target);
        if (within) {
          done(outcome);
          allowed++;
        } else {
          assertThat(refusal(outcome).code())
              .as("%s by %s of %s", verb, mine, target)
              .isEqualTo("wider_than_caller");
          refused++;
        }
      }
    }
    assertThat(allowed).isGreaterThan(50);
    assertThat(refused).isGreaterThan(50);
  }

  private Caller callerWith(Reach reach) {
    return new Caller(
        operator.owner(),
        test.firstKey().key().key().id(),
        new Scopes(reach.scopes().stream().map(Scope::new).toList()),
        reach.expiry(),
        Client.CURL,
        Door.REST);
  }

  private Outcome<?> attempt(Verb verb, Caller caller, Reach target) {
    String name = "Target " + number++;
    return switch (verb) {
      case CREATE_CLAIMED -> create(caller, name, target, true);
      case CREATE_PENDING -> create(caller, name, target, false);
      case CREATE_AGAIN -> {
        made(name, target, false);
        yield create(caller, name, target, true);
      }
      case CLAIM -> verbs.claim().claim(caller, made(name, target, false));
      case REGENERATE_CLAIMED -> regenerate(caller, made(name, target, true), true, null);
      case REGENERATE_PENDING -> regenerate(caller, made(name, target, true), false, null);
      case REGENERATE_TO_EXPIRY ->
          target.expiry() == null
              ? regenerate(caller, made(name, target, true), true, null)
              : regenerate(caller, made(name, shortened(target), true), true, target.expiry());
      case CLAIM_REPLACEMENT -> claimReplacement(caller, made(name, target, true), null);
      case CLAIM_REPLACEMENT_TO_EXPIRY ->
          target.expiry() == null
              ? claimReplacement(caller, made(name, target, true), null)
              : claimReplacement(caller, made(name, shortened(target), true), target.expiry());
      case EXTEND -> {
        KeyId id = made(name, shortened(target), true);
        yield verbs.update().update(caller, id, new UpdateKey.Request(null, expiryOf(target)));
      }
    };
  }

  private static Reach shortened(Reach target) {
    return new Reach(target.scopes(), START.plusSeconds(3600));
  }

  private static UpdateKey.Expiry expiryOf(Reach target) {
    Instant expiry = target.expiry();
    return expiry == null ? new UpdateKey.Expiry.Never() : new UpdateKey.Expiry.At(expiry);
  }

  private Outcome<?> claimReplacement(Caller caller, KeyId id, @Nullable Instant expiry) {
    done(regenerate(operator, id, false, expiry));
    return verbs.claim().claim(caller, id);
  }

  private Outcome<Issue> regenerate(
      Caller caller, KeyId id, boolean claim, @Nullable Instant expiry) {
    return verbs
        .regenerate()
        .regenerate(caller, id, new RegenerateKey.Request(0, claim, expiry, false, false));
  }

  private Outcome<Issue> create(Caller caller, String name, Reach target, boolean claim) {
    return verbs
        .create()
        .create(caller, new CreateKey.Request(name, target.expiry(), target.scopes(), claim));
  }

  /** A key of that reach, which the operator made. */
  private KeyId made(String name, Reach target, boolean claim) {
    return done(create(operator, name, target, claim)).key().key().id();
  }

  /** A refused attempt leaves the key's reach and secret alone. */
  @ParameterizedTest
  @EnumSource(names = {"REGENERATE_CLAIMED", "REGENERATE_PENDING", "EXTEND"})
  void aRefusalChangesNothing(Verb verb) {
    Reach wide = new Reach(List.of("keys:verify"), verb == Verb.EXTEND ? EXPIRIES.get(3) : null);
    Issue.Claimed key = (Issue.Claimed) done(create(operator, "Wide", wide, true));
    KeyId id = key.key().key().id();
    var before = read(id);
    Caller narrow = callerWith(new Reach(List.of("keys:write"), null));
    Outcome<?> outcome =
        verb == Verb.EXTEND
            ? verbs
                .update()
                .update(narrow, id, new UpdateKey.Request("New name", new UpdateKey.Expiry.Never()))
            : verbs
                .regenerate()
                .regenerate(
                    narrow,
                    id,
                    new RegenerateKey.Request(
                        0, verb == Verb.REGENERATE_CLAIMED, null, true, false));
    isRefused(outcome, "wider_than_caller", "keys:verify");
    assertThat(read(id)).isEqualTo(before);
    isGood(key.secret());
  }
}
