package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyName;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.RateLimit;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates a key. Creating again under the name of one's own pending key answers that key, so that
 * an agent which tries twice makes one.
 */
public final class CreateKey {
  /**
   * @param name as the caller wrote it
   * @param expiresAt null for a key that never expires
   * @param scopes as the caller wrote them; null for {@link Scopes#DEFAULT}
   * @param claim whether the caller is to have the secret now
   * @param rateLimit null for the caller's own, where they have one
   * @param member the id of the member whose key it is to be, which admins may say; null for the
   *     caller's own
   */
  public record Request(
      String name,
      @Nullable Instant expiresAt,
      @Nullable List<String> scopes,
      boolean claim,
      @Nullable RateLimit rateLimit,
      @Nullable String member) {
    /** A key of the caller's own, without a word about a limit. */
    public Request(
        String name, @Nullable Instant expiresAt, @Nullable List<String> scopes, boolean claim) {
      this(name, expiresAt, scopes, claim, null, null);
    }
  }

  /**
   * @param member null for whomever the caller is
   */
  private record Wish(
      KeyName name,
      @Nullable Instant expiresAt,
      Scopes scopes,
      @Nullable RateLimit rateLimit,
      boolean claim,
      @Nullable MemberId member) {
    boolean isGrantOf(ApiKey key) {
      return key.scopes().equals(scopes)
          && Objects.equals(key.expiresAt(), expiresAt)
          && Objects.equals(key.rateLimit(), rateLimit);
    }
  }

  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public CreateKey(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
    this.clock = clock;
  }

  public Outcome<Issue> create(Caller caller, Request request) {
    Instant now = Rules.now(clock);
    return check(caller, request, now)
        .then(wish -> store.write(writer -> createOrFind(writer, caller, wish, now)));
  }

  private static Outcome<Wish> check(Caller caller, Request request, Instant now) {
    Optional<Refusal> lacking = caller.lacks(Scope.KEYS_WRITE);
    if (lacking.isPresent()) {
      return Outcome.refused(lacking.get());
    }
    RateLimit limit = request.rateLimit() == null ? caller.rateLimit() : request.rateLimit();
    return KeyName.parse(request.name())
        .then(
            name ->
                Rules.scopes(request.scopes())
                    .then(
                        scopes ->
                            member(request.member())
                                .map(
                                    member ->
                                        new Wish(
                                            name,
                                            Rules.toMillis(request.expiresAt()),
                                            scopes,
                                            limit,
                                            request.claim(),
                                            member.orElse(null)))))
        .then(wish -> fitting(caller, wish, now));
  }

  private static Outcome<Wish> fitting(Caller caller, Wish wish, Instant now) {
    return Rules.unfitExpiry(wish.expiresAt(), now)
        .or(() -> caller.exceededBy(wish.scopes(), wish.expiresAt(), wish.rateLimit()))
        .<Outcome<Wish>>map(Outcome::refused)
        .orElseGet(() -> Outcome.done(wish));
  }

  private static Outcome<Optional<MemberId>> member(@Nullable String text) {
    if (text == null) {
      return Outcome.done(Optional.empty());
    }
    Optional<MemberId> id = MemberId.parse(text);
    return id.isPresent() ? Outcome.done(id) : Outcome.refused(noSuchMember());
  }

  private static Refusal noSuchMember() {
    return new Refusal.Invalid("member", new Refusal.NoSuchMember().message());
  }

  private Outcome<Issue> createOrFind(KeyWriter writer, Caller caller, Wish wish, Instant now) {
    return Standing.of(writer, caller)
        .then(Standing::creating)
        .then(
            standing ->
                holder(writer, caller, wish, standing)
                    .then(
                        member ->
                            createOrFind(
                                writer, caller, standing, wish, member.orElse(null), now)));
  }

  /** Whose key it is to be; empty for the owner's. */
  private static Outcome<Optional<MemberId>> holder(
      KeyWriter writer, Caller caller, Wish wish, Standing standing) {
    MemberId wished = wish.member();
    if (wished == null || wished.equals(standing.member())) {
      return Outcome.done(Optional.ofNullable(standing.member()));
    }
    return standing
        .administering()
        .then(
            admin ->
                ChangeTeam.find(writer, caller, wished) instanceof Outcome.Done<Member>
                    ? Outcome.done(Optional.of(wished))
                    : Outcome.refused(noSuchMember()));
  }

  private Outcome<Issue> createOrFind(
      KeyWriter writer,
      Caller caller,
      Standing standing,
      Wish wish,
      @Nullable MemberId member,
      Instant now) {
    Optional<ApiKey> holder = writer.keyNamed(caller.owner(), wish.name());
    if (holder.isPresent() && holder.get().hasLapsed(now)) {
      writer.deleteKey(holder.get().id(), now);
    } else if (holder.isPresent()) {
      return standing.mayChange(holder.get()) && Objects.equals(member, holder.get().member())
          ? answerPending(writer, caller, wish, holder.get(), now)
          : Outcome.refused(new Refusal.NameTaken(wish.name()));
    }
    ApiKey key = newKey(caller, wish, member, now);
    writer.addKey(key);
    writer.audit(Rules.audit(caller, Action.CREATED, key, details(key), now));
    return issue(writer, caller, wish, key, now);
  }

  private static String details(ApiKey key) {
    return "scopes: "
        + key.scopes()
        + (key.rateLimit() == null ? "" : "; limit: " + key.rateLimit());
  }

  private Outcome<Issue> answerPending(
      KeyWriter writer, Caller caller, Wish wish, ApiKey holder, Instant now) {
    if (!holder.awaitsFirstClaim(now) || holder.isExpired(now)) {
      return Outcome.refused(new Refusal.NameTaken(wish.name()));
    }
    if (wish.claim() && !wish.isGrantOf(holder)) {
      return Outcome.refused(
          new Refusal.Conflict(
              "A key of this name already waits for its claim, with other scopes, another expiry"
                  + " or another limit. Claim or delete that one, or choose another name."));
    }
    return issue(writer, caller, wish, holder, now);
  }

  private Outcome<Issue> issue(
      KeyWriter writer, Caller caller, Wish wish, ApiKey key, Instant now) {
    if (!wish.claim()) {
      return Outcome.done(new Issue.Pending(new KeySummary(key, null, null)));
    }
    Mint.Minted minted = mint.mint(writer, key, now);
    writer.audit(Rules.audit(caller, Action.CLAIMED, minted.key(), "", now));
    return Outcome.done(
        new Issue.Claimed(new KeySummary(minted.key(), null, null), minted.secret()));
  }

  private ApiKey newKey(Caller caller, Wish wish, @Nullable MemberId member, Instant now) {
    return new ApiKey(
        mint.newKeyId(),
        caller.owner(),
        wish.name(),
        wish.scopes(),
        now,
        caller.key(),
        caller.client(),
        null,
        wish.expiresAt(),
        wish.rateLimit(),
        now.plus(ApiKey.CLAIM_WINDOW),
        null,
        member);
  }
}
