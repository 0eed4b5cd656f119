package dev.kasava.keys.service;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Refusal;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.store.AuditRecord.Action;
import dev.kasava.keys.store.KeyStore;
import dev.kasava.keys.store.KeyWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds, changes and removes members of the caller's team; for admins. */
public final class ChangeTeam {
  /** How many keys are seen to in one transaction. */
  private static final int AT_ONCE = 200;

  private final KeyStore store;
  private final Mint mint;
  private final InstantSource clock;

  public ChangeTeam(KeyStore store, Mint mint, InstantSource clock) {
    this.store = store;
    this.mint = mint;
    this.clock = clock;
  }

  /**
   * Adds a member, who has no key yet.
   *
   * @param role as the caller wrote it
   */
  public Outcome<Member> add(Caller caller, String name, String role) {
    Instant now = Rules.now(clock);
    return Member.parseName(name)
        .then(
            fit ->
                role(role)
                    .then(
                        known ->
                            Rules.administering(
                                store,
                                caller,
                                (writer, standing) ->
                                    unique(writer, caller, fit, null)
                                        .map(name_ -> add(writer, caller, name_, known, now)))));
  }

  private Member add(KeyWriter writer, Caller caller, String name, Role role, Instant now) {
    Member member = new Member(mint.newMemberId(), caller.owner(), name, role, now);
    writer.addMember(member);
    audit(writer, caller, Action.MEMBER_ADDED, member, "role: " + role.code(), now);
    return member;
  }

  /**
   * Gives a member another name or role, which counts from the next request on.
   *
   * @param name null leaves it as it is
   * @param role as the caller wrote it; null leaves it as it is
   */
  public Outcome<Member> update(
      Caller caller, MemberId id, @Nullable String name, @Nullable String role) {
    Instant now = Rules.now(clock);
    return Rules.administering(
        store,
        caller,
        (writer, standing) ->
            find(writer, caller, id)
                .then(before -> renamed(writer, caller, before, name))
                .then(renamed -> withRole(standing, renamed, role))
                .map(after -> keep(writer, caller, after, now)));
  }

  private static Outcome<Member> renamed(
      KeyWriter writer, Caller caller, Member member, @Nullable String name) {
    return name == null
        ? Outcome.done(member)
        : Member.parseName(name)
            .then(fit -> unique(writer, caller, fit, member.id()))
            .map(member::withName);
  }

  private static Outcome<Member> withRole(Standing standing, Member member, @Nullable String role) {
    return role == null
        ? Outcome.done(member)
        : role(role)
            .then(
                known ->
                    known != member.role() && member.id().equals(standing.member())
                        ? Outcome.refused(oneself())
                        : Outcome.done(member.withRole(known)));
  }

  private static Member keep(KeyWriter writer, Caller caller, Member after, Instant now) {
    Member before = writer.member(after.id()).orElseThrow();
    if (!after.equals(before)) {
      writer.updateMember(after);
      audit(writer, caller, Action.MEMBER_UPDATED, after, details(before, after), now);
    }
    return after;
  }

  private static String details(Member before, Member after) {
    String name = before.name().equals(after.name()) ? "" : "renamed from: " + before.name();
    String role = before.role() == after.role() ? "" : "role: " + after.role().code();
    return name.isEmpty() || role.isEmpty() ? name + role : name + "; " + role;
  }

  /**
   * Removes a member; answers them as they were. Their keys go a part at a time, so that nobody
   * waits for long who writes meanwhile; when it is broken off, it can be done again.
   */
  public Outcome<Member> remove(Caller caller, MemberId id, FateOfKeys keys) {
    return Parting.untilOver(() -> removeSome(caller, id, keys));
  }

  private Outcome<Parting<Member>> removeSome(Caller caller, MemberId id, FateOfKeys fate) {
    Instant now = Rules.now(clock);
    return Rules.administering(
        store,
        caller,
        (writer, standing) ->
            find(writer, caller, id)
                .then(
                    member ->
                        id.equals(standing.member())
                            ? Outcome.refused(oneself())
                            : part(writer, caller, member, fate, now)));
  }

  private static Outcome<Parting<Member>> part(
      KeyWriter writer, Caller caller, Member member, FateOfKeys fate, Instant now) {
    List<ApiKey> some = writer.keysOf(member.id(), AT_ONCE).stream().map(KeySummary::key).toList();
    return part(writer, caller, member, some, fate, now)
        .map(
            parted -> {
              boolean isOver = some.size() < AT_ONCE;
              if (isOver) {
                writer.removeMember(member.id());
                audit(writer, caller, Action.MEMBER_REMOVED, member, "", now);
              }
              return new Parting<>(member, isOver);
            });
  }

  private static Outcome<Member> part(
      KeyWriter writer,
      Caller caller,
      Member member,
      List<ApiKey> some,
      FateOfKeys fate,
      Instant now) {
    return switch (fate) {
      case FateOfKeys.Keep keep when some.isEmpty() -> Outcome.done(member);
      case FateOfKeys.Keep keep ->
          Outcome.refused(
              new Refusal.Conflict(
                  "There are still keys of this member ("
                      + writer.keysByMember(member.owner()).get(member.id())
                      + "). Say what becomes of them: delete them, or hand them over to another"
                      + " member or to the owner."));
      case FateOfKeys.Delete delete -> {
        for (ApiKey key : some) {
          writer.deleteKey(key.id(), now);
          writer.audit(Rules.audit(caller, Action.DELETED, key, "its member was removed", now));
        }
        yield Outcome.done(member);
      }
      case FateOfKeys.HandOver(MemberId heir) ->
          heir(writer, caller, member, heir)
              .map(
                  name -> {
                    some.forEach(key -> handOver(writer, caller, key, heir, name, now));
                    return member;
                  });
    };
  }

  private static Outcome<String> heir(
      KeyWriter writer, Caller caller, Member member, @Nullable MemberId heir) {
    if (heir == null) {
      return Outcome.done("the owner");
    }
    return heir.equals(member.id())
        ? Outcome.refused(
            new Refusal.Invalid("keys", "The keys have to go to another member than this one."))
        : find(writer, caller, heir).map(Member::name);
  }

  private static void handOver(
      KeyWriter writer,
      Caller caller,
      ApiKey key,
      @Nullable MemberId heir,
      String name,
      Instant now) {
    ApiKey after = key.handedTo(heir);
    writer.updateKey(after);
    String lost = after.scopes().equals(key.scopes()) ? "" : "; without " + Scope.KEYS_WRITE;
    writer.audit(Rules.audit(caller, Action.HANDED_OVER, after, "to: " + name + lost, now));
  }

  /** The member of the caller's own team; anybody else's is not found. */
  static Outcome<Member> find(KeyWriter writer, Caller caller, MemberId id) {
    Optional<Member> found =
        writer.member(id).filter(member -> member.owner().equals(caller.owner()));
    return found.isPresent()
        ? Outcome.done(found.get())
        : Outcome.refused(new Refusal.NoSuchMember());
  }

  /** The id that {@code text} is. */
  public static Outcome<MemberId> memberId(String text) {
    return MemberId.parse(text)
        .map(Outcome::done)
        .orElseGet(() -> Outcome.refused(new Refusal.NoSuchMember()));
  }

  private static Outcome<String> unique(
      KeyWriter writer, Caller caller, String name, @Nullable MemberId besides) {
    boolean isTaken =
        writer.members(caller.owner()).stream()
            .anyMatch(
                member -> member.name().equalsIgnoreCase(name) && !member.id().equals(besides));
    return isTaken
        ? Outcome.refused(
            new Refusal.Conflict("There is a member of that name already. Choose another name."))
        : Outcome.done(name);
  }

  private static Outcome<Role> role(String code) {
    Optional<Role> role = Role.ofCode(code);
    return role.isPresent()
        ? Outcome.done(role.get())
        : Outcome.refused(
            new Refusal.Invalid("role", "The role is one of admin, member and viewer."));
  }

  /** So that nobody locks themselves out by a slip. */
  private static Refusal oneself() {
    return new Refusal.Conflict(
        "That would change your own standing. Have another admin, or the operator, do it.");
  }

  private static void audit(
      KeyWriter writer, Caller caller, Action action, Member member, String details, Instant now) {
    writer.audit(
        Rules.audit(caller, action, member.owner(), member.id(), member.name(), details, now));
  }
}
