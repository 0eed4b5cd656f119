package dev.kasava.keys.service;

import static dev.kasava.keys.fixture.TestInstallation.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Role;
import dev.kasava.keys.key.Scope;
import dev.kasava.keys.key.Scopes;
import dev.kasava.keys.key.Secret;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Members, their roles, and the owners of an installation. */
final class TeamTest extends VerbTest {
  private Member member(String name, Role role) {
    return done(verbs.changeTeam().add(operator, name, role.code()));
  }

  private Issue.Claimed keyOf(Member member, String name) {
    return (Issue.Claimed)
        done(
            verbs
                .create()
                .create(
                    operator,
                    new CreateKey.Request(
                        name, null, Scopes.EVERYTHING.names(), true, null, member.id().value())));
  }

  private static Caller holding(Issue.Claimed issue) {
    ApiKey key = issue.key().key();
    return new Caller(key.owner(), key.id(), key.scopes(), key.expiresAt(), Client.CURL, Door.REST);
  }

  @Test
  void whatAMembersKeyCreatesIsTheirOwn() {
    Member ada = member("Ada", Role.MEMBER);
    Caller caller = holding(keyOf(ada, "Ada's laptop"));
    ApiKey made = done(tryCreate(caller, "Ada's CI", null, true)).key().key();
    assertThat(made.member()).isEqualTo(ada.id());
    done(verbs.update().update(caller, made.id(), renaming("Ada's build")));
    assertThat(pending("Nobody's", null).member()).isNull();
  }

  private static UpdateKey.Request renaming(@Nullable String name) {
    return new UpdateKey.Request(name, new UpdateKey.Expiry.Unchanged());
  }

  @Test
  void aChangeOfRoleCountsAtOnce() {
    Member ada = member("Ada", Role.ADMIN);
    Caller caller = holding(keyOf(ada, "Ada's laptop"));
    done(tryCreate(caller, "One", null, true));
    done(verbs.changeTeam().update(operator, ada.id(), null, "viewer"));
    isRefused(tryCreate(caller, "Two", null, true), "beyond_role", "Viewers", "admin");
    done(verbs.changeTeam().update(operator, ada.id(), null, "member"));
    done(tryCreate(caller, "Two", null, true));
  }

  /** The claim of a waiting key that another member asked for would hand its secret over. */
  @Test
  void nobodyIsGivenAnothersWaitingKeyByItsName() {
    Caller ada = holding(keyOf(member("Ada", Role.MEMBER), "Ada's laptop"));
    Caller bob = holding(keyOf(member("Bob", Role.MEMBER), "Bob's laptop"));
    done(tryCreate(ada, "CI", null, false));
    isRefused(tryCreate(bob, "CI", null, true), "name_taken");
    isRefused(tryCreate(bob, "CI", null, false), "name_taken");
    done(tryCreate(ada, "CI", null, true));
  }

  @Test
  void aKeyThatWasDeletedMeanwhileDoesNothingAnyMore() {
    Issue.Claimed first = claimed("First of all", null);
    Caller caller = holding(first);
    done(verbs.delete().delete(operator, first.key().key().id()));
    isRefused(
        verbs.create().create(caller, new CreateKey.Request("Late", null, List.of(), true)),
        "missing_scope");
    Caller wide =
        new Caller(caller.owner(), caller.key(), Scopes.EVERYTHING, null, Client.CURL, Door.REST);
    isRefused(tryCreate(wide, "Late", null, true), "revoked", "deleted");
  }

  @Test
  void whoHasKeysStaysUnlessTheyAreSeenTo() {
    Member ada = member("Ada", Role.MEMBER);
    Issue.Claimed key = keyOf(ada, "Ada's laptop");
    isRefused(remove(ada, new FateOfKeys.Keep()), "conflict", "keys of this member (1)");
    isRefused(remove(ada, new FateOfKeys.HandOver(ada.id())), "invalid_input", "another member");
    isGood(key.secret());

    Member bob = member("Bob", Role.MEMBER);
    done(remove(ada, new FateOfKeys.HandOver(bob.id())));
    isGood(key.secret());
    assertThat(read(key.key().key().id()).member()).isEqualTo(bob.id());

    done(remove(bob, new FateOfKeys.HandOver(null)));
    assertThat(read(key.key().key().id()).member()).isNull();
    assertThat(read(key.key().key().id()).scopes().covers(Scope.KEYS_WRITE)).isFalse();
    assertThat(read(key.key().key().id()).scopes().covers(new Scope("orders:read"))).isTrue();
    assertThat(log())
        .contains(
            "key.handed_over Ada's laptop to: Bob; without keys:write",
            "key.handed_over Ada's laptop to: the owner")
        .contains("member.removed Ada ", "member.removed Bob ");
  }

  @Test
  void keysCanDieWithTheirMember() {
    Member ada = member("Ada", Role.MEMBER);
    Secret secret = keyOf(ada, "Ada's laptop").secret();
    Secret others = claimed("CI", null).secret();
    isGood(secret, others);
    done(remove(ada, new FateOfKeys.Delete()));
    isRevoked(secret);
    isGood(others);
    assertThat(log()).contains("key.deleted Ada's laptop its member was removed");
  }

  /** Whoever was removed knows the secret still, and must not have another's role by it. */
  @Test
  void nobodyRisesByBeingRemoved() {
    Member eve = member("Eve", Role.VIEWER);
    Secret secret = keyOf(eve, "Eve's key").secret();
    done(remove(eve, new FateOfKeys.HandOver(null)));
    Caller after = test.caller(secret);
    isRefused(verbs.changeTeam().add(after, "Mallory", "admin"), "missing_scope");
    isRefused(tryCreate(after, "More", null, true), "missing_scope");
  }

  @Test
  void moreKeysThanOneTransactionTakesGoToo() {
    Member ada = member("Ada", Role.MEMBER);
    for (int i = 0; i < 401; i++) {
      done(
          verbs
              .create()
              .create(
                  operator,
                  new CreateKey.Request("Key " + i, null, null, false, null, ada.id().value())));
    }
    isRefused(remove(ada, new FateOfKeys.Keep()), "conflict", "(401)");
    done(remove(ada, new FateOfKeys.Delete()));
    assertThat(done(verbs.team().read(operator)).members()).isEmpty();
    assertThat(done(verbs.list().list(operator, new ListKeys.Request("key", null, 10))).keys())
        .hasSize(1);
  }

  @Test
  void wordsThatStandForSomethingElseAreNoNames() {
    for (String name : List.of("owner", "Delete", "mem_x")) {
      isRefused(verbs.changeTeam().add(operator, name, "member"), "invalid_input", "name");
    }
    member("Ada", Role.MEMBER);
    isRefused(verbs.changeTeam().add(operator, "ADA", "member"), "conflict", "name");
    isRefused(FateOfKeys.parse("Delete"), "invalid_input", "delete");
  }

  private Outcome<Member> remove(Member member, FateOfKeys keys) {
    return verbs.changeTeam().remove(operator, member.id(), keys);
  }

  @Test
  void nobodyLocksThemselvesOut() {
    Member ada = member("Ada", Role.ADMIN);
    Caller caller = holding(keyOf(ada, "Ada's laptop"));
    isRefused(verbs.changeTeam().update(caller, ada.id(), null, "viewer"), "conflict", "own");
    isRefused(
        verbs.changeTeam().remove(caller, ada.id(), new FateOfKeys.Delete()), "conflict", "own");
    assertThat(done(verbs.changeTeam().update(caller, ada.id(), "Ada L.", "admin")).name())
        .isEqualTo("Ada L.");
  }

  @Test
  void namesAndRolesAreChecked() {
    Member ada = member("Ada", Role.MEMBER);
    isRefused(verbs.changeTeam().add(operator, "Ada", "member"), "conflict", "name");
    isRefused(verbs.changeTeam().add(operator, " ", "member"), "invalid_input", "name");
    isRefused(verbs.changeTeam().add(operator, "Bob", "owner"), "invalid_input", "viewer");
    isRefused(
        verbs.changeTeam().update(operator, ada.id(), null, "boss"), "invalid_input", "viewer");
    isRefused(
        verbs
            .create()
            .create(
                operator,
                new CreateKey.Request(
                    "x", null, null, true, null, MemberId.random(new java.util.Random()).value())),
        "invalid_input",
        "no such member");
    isRefused(
        verbs.create().create(operator, new CreateKey.Request("x", null, null, true, null, "Ada")),
        "invalid_input",
        "no such member");
  }

  @Test
  void anotherTeamsMembersAreNotFound() {
    Member ada = member("Ada", Role.MEMBER);
    isRefused(verbs.changeTeam().update(stranger, ada.id(), "Eve", null), "not_found");
    isRefused(verbs.changeTeam().remove(stranger, ada.id(), new FateOfKeys.Delete()), "not_found");
    assertThat(done(verbs.team().read(stranger)).members()).isEmpty();
    assertThat(done(verbs.team().read(operator)).members())
        .containsExactly(new ReadTeam.Listed(ada, 0));
  }

  @Test
  void theOperatorAddsAndRemovesOwners() {
    // The clock tells no more which of them was there first.
    clock.advance(Duration.ofHours(-1));
    ManageOwners.Founded acme = done(verbs.owners().add("Acme"));
    isGood(acme.first().secret());
    isRefused(verbs.owners().add("Acme"), "conflict", "name");
    assertThat(verbs.owners().list()).extracting(Owner::name).contains("Acme", "Other");
    Caller theirs = holding(acme.first());
    assertThat(done(verbs.list().list(theirs, new ListKeys.Request("", null, 10))).keys())
        .hasSize(1);

    assertThat(done(verbs.owners().rename(acme.owner().id(), "Acme Ltd")).name())
        .isEqualTo("Acme Ltd");
    isRefused(verbs.owners().remove(acme.owner().id(), false), "conflict", "keys");
    isGood(acme.first().secret());
    done(verbs.changeTeam().add(theirs, "Wile", "member"));
    done(verbs.owners().remove(acme.owner().id(), true));
    isRevoked(acme.first().secret());
    isRefused(verbs.owners().remove(acme.owner().id(), true), "invalid_input", "no such owner");
    Caller gone = Caller.operator(acme.owner().id(), Door.CLI);
    isRefused(tryCreate(gone, "Late", null, true), "revoked", "removed");
    isRefused(verbs.changeTeam().add(gone, "Late", "admin"), "revoked", "removed");

    done(verbs.owners().remove(stranger.owner(), false));
    isRefused(verbs.owners().remove(operator.owner(), true), "conflict", "first owner");
  }
}
