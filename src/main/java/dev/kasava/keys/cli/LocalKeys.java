package dev.kasava.keys.cli;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.service.ChangeTeam;
import dev.kasava.keys.service.CreateKey;
import dev.kasava.keys.service.FateOfKeys;
import dev.kasava.keys.service.ListKeys;
import dev.kasava.keys.service.ReadKey;
import dev.kasava.keys.service.RegenerateKey;
import dev.kasava.keys.service.UpdateKey;
import dev.kasava.keys.service.Verbs;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import dev.kasava.keys.wire.MemberShape;
import dev.kasava.keys.wire.Moments;
import dev.kasava.keys.wire.RateLimitShape;
import dev.kasava.keys.wire.Shapes;
import dev.kasava.keys.wire.UsageShape;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The verbs of the data folder itself. */
public final class LocalKeys implements Keys {
  private final Verbs verbs;
  private final Shapes shapes;
  private final Caller caller;
  private final Runnable whenClosed;

  /**
   * @param whenClosed gives the data folder free
   */
  public LocalKeys(Verbs verbs, Shapes shapes, Caller caller, Runnable whenClosed) {
    this.verbs = verbs;
    this.shapes = shapes;
    this.caller = caller;
    this.whenClosed = whenClosed;
  }

  @Override
  public KeyListShape list(String search, @Nullable String cursor, int limit) {
    return shapes.list(
        done(verbs.list().list(caller, new ListKeys.Request(search, cursor, limit))));
  }

  @Override
  public KeyShape read(String id) {
    return shapes.key(done(ReadKey.keyId(id).then(key -> verbs.read().read(caller, key))));
  }

  @Override
  public IssueShape create(NewKey key) {
    return shapes.issue(
        done(
            both(
                moment(key.expiresAt()),
                RateLimitShape.limit(key.rateLimit()),
                expiresAt ->
                    limit ->
                        verbs
                            .create()
                            .create(
                                caller,
                                new CreateKey.Request(
                                    key.name(),
                                    expiresAt.orElse(null),
                                    key.scopes(),
                                    key.claim(),
                                    limit.orElse(null),
                                    key.member())))));
  }

  @Override
  public IssueShape claim(String id) {
    return shapes.issue(done(ReadKey.keyId(id).then(key -> verbs.claim().claim(caller, key))));
  }

  @Override
  public IssueShape unclaimed(String id) {
    return shapes.issue(done(ReadKey.keyId(id).then(key -> verbs.claim().leave(caller, key))));
  }

  @Override
  public IssueShape regenerate(String id, Regeneration regeneration) {
    return shapes.issue(
        done(
            both(
                ReadKey.keyId(id),
                moment(regeneration.expiresAt()),
                key ->
                    expiresAt ->
                        verbs
                            .regenerate()
                            .regenerate(
                                caller,
                                key,
                                new RegenerateKey.Request(
                                    regeneration.overlapSeconds(),
                                    regeneration.claim(),
                                    expiresAt.orElse(null),
                                    regeneration.revokeNow(),
                                    regeneration.untilFirstUse())))));
  }

  @Override
  public KeyShape update(String id, Change change) {
    return shapes.key(
        done(
            both(
                ReadKey.keyId(id),
                both(
                    moment(change.expiresAt()),
                    RateLimitShape.limit(change.rateLimit()),
                    expiresAt -> limit -> Outcome.done(request(change, expiresAt, limit))),
                key -> request -> verbs.update().update(caller, key, request))));
  }

  private static UpdateKey.Request request(
      Change change, Optional<Instant> expiresAt, Optional<RateLimit> limit) {
    return new UpdateKey.Request(change.name(), expiry(change, expiresAt), limitOf(change, limit));
  }

  private static UpdateKey.Limit limitOf(Change change, Optional<RateLimit> limit) {
    if (!change.changesLimit()) {
      return new UpdateKey.Limit.Unchanged();
    }
    return limit.isPresent() ? new UpdateKey.Limit.To(limit.get()) : new UpdateKey.Limit.None();
  }

  private static UpdateKey.Expiry expiry(Change change, Optional<Instant> expiresAt) {
    if (!change.changesExpiry()) {
      return new UpdateKey.Expiry.Unchanged();
    }
    return expiresAt.isPresent()
        ? new UpdateKey.Expiry.At(expiresAt.get())
        : new UpdateKey.Expiry.Never();
  }

  @Override
  public void delete(String id) {
    done(ReadKey.keyId(id).then(key -> verbs.delete().delete(caller, key)));
  }

  @Override
  public KeyListShape descendants(String id) {
    return shapes.list(
        new ListKeys.Page(
            done(ReadKey.keyId(id).then(key -> verbs.delete().descendants(caller, key))), null));
  }

  @Override
  public void deleteWithDescendants(String id) {
    done(ReadKey.keyId(id).then(key -> verbs.delete().deleteWithDescendants(caller, key)));
  }

  @Override
  public UsageShape usage(String id, @Nullable String timeZone) {
    return shapes.usage(
        done(ReadKey.keyId(id).then(key -> verbs.usage().read(caller, key, timeZone))));
  }

  @Override
  public IdentityShape whoAmI() {
    return shapes.identity(done(verbs.whoAmI().ask(caller)));
  }

  @Override
  public MemberShape.Team team() {
    return shapes.team(done(verbs.team().read(caller)));
  }

  @Override
  public MemberShape addMember(String name, String role) {
    return shapes.member(done(verbs.changeTeam().add(caller, name, role)));
  }

  @Override
  public MemberShape updateMember(String id, @Nullable String name, @Nullable String role) {
    return shapes.member(
        done(
            ChangeTeam.memberId(id)
                .then(member -> verbs.changeTeam().update(caller, member, name, role))));
  }

  @Override
  public void removeMember(String id, @Nullable String keys) {
    done(
        both(
            ChangeTeam.memberId(id),
            FateOfKeys.parse(keys),
            member -> fate -> verbs.changeTeam().remove(caller, member, fate)));
  }

  @Override
  public URI signInLink() {
    throw new KeysFailure(
        KeysFailure.Kind.REFUSED,
        "The data folder itself has no page. Start its server with \"kasava serve\".");
  }

  private static Outcome<Optional<Instant>> moment(@Nullable String text) {
    return text == null
        ? Outcome.done(Optional.empty())
        : Moments.parse("expires", text).map(Optional::of);
  }

  private static <A, B, T> Outcome<T> both(
      Outcome<A> first, Outcome<B> second, Function<A, Function<B, Outcome<T>>> verb) {
    return first.then(a -> second.then(b -> verb.apply(a).apply(b)));
  }

  /** The value, or the failure that says why there is none. */
  static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(var refusal) ->
          throw new KeysFailure(kind(refusal), refusal.message());
    };
  }

  private static KeysFailure.Kind kind(Refusal refusal) {
    return switch (refusal) {
      case Refusal.MissingScope missing -> KeysFailure.Kind.NOT_ALLOWED;
      case Refusal.WiderThanCaller wider -> KeysFailure.Kind.NOT_ALLOWED;
      case Refusal.BeyondRole beyond -> KeysFailure.Kind.NOT_ALLOWED;
      case Refusal.NotAdmitted refused -> KeysFailure.Kind.KEY_NOT_GOOD;
      case Refusal.Invalid invalid -> KeysFailure.Kind.REFUSED;
      case Refusal.NotFound notFound -> KeysFailure.Kind.REFUSED;
      case Refusal.NoSuchMember noSuchMember -> KeysFailure.Kind.REFUSED;
      case Refusal.NameTaken taken -> KeysFailure.Kind.NAME_TAKEN;
      case Refusal.Conflict conflict -> KeysFailure.Kind.REFUSED;
    };
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
