package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every key store has to do with owners and their members. */
public abstract class TeamStoreContract extends StoreContract {
  private static final Random RANDOM = new Random(7);

  private final Member ada = member(owner, "Ada", Role.ADMIN);
  private final Member zoe = member(owner, "Zoe", Role.VIEWER);

  @BeforeEach
  final void addMembers() {
    write(
        writer -> {
          writer.addMember(zoe);
          writer.addMember(ada);
        });
  }

  private static Member member(Owner of, String name, Role role) {
    return new Member(MemberId.random(RANDOM), of.id(), name, role, NOW);
  }

  private List<Owner> owners() {
    return stores().keys().read(reader -> reader.owners());
  }

  private List<Member> members(Owner of) {
    return stores().keys().read(reader -> reader.members(of.id()));
  }

  private Optional<Member> find(MemberId id) {
    return stores().keys().read(reader -> reader.member(id));
  }

  private List<ApiKey> keysOf(Member member) {
    return stores().keys().read(reader -> reader.keysOf(member.id(), 100)).stream()
        .map(KeySummary::key)
        .toList();
  }

  private Map<MemberId, Long> counts(Owner of) {
    return stores().keys().read(reader -> reader.keysByMember(of.id()));
  }

  @Test
  void listsOwnersAndTheMembersOfEach() {
    assertThat(owners()).containsExactlyInAnyOrder(owner, other);
    assertThat(members(owner)).containsExactly(ada, zoe);
    assertThat(members(other)).isEmpty();
    assertThat(find(zoe.id())).contains(zoe);
    assertThat(find(MemberId.random(RANDOM))).isEmpty();
  }

  @Test
  void everyRoleIsKept() {
    for (Role role : Role.values()) {
      Member changed = zoe.withRole(role).withName("Zoë " + role);
      write(writer -> writer.updateMember(changed));
      assertThat(find(zoe.id())).contains(changed);
    }
    assertThat(find(ada.id())).contains(ada);
  }

  @Test
  void aNameIsGivenOnceInATeam() {
    assertThatThrownBy(() -> write(writer -> writer.addMember(member(owner, "Ada", Role.MEMBER))))
        .isInstanceOf(StoreException.class);
    Member namesake = member(other, "Ada", Role.MEMBER);
    write(writer -> writer.addMember(namesake));
    assertThat(members(other)).containsExactly(namesake);
  }

  @Test
  void keysGoFromHandToHand() {
    ApiKey first = key(owner.id(), "One", NOW).handedTo(ada.id());
    ApiKey second = key(owner.id(), "Two", NOW).handedTo(ada.id());
    write(
        writer -> {
          writer.addKey(first);
          writer.addKey(second);
          writer.addKey(key(owner.id(), "Nobody's", NOW));
        });
    assertThat(keysOf(ada)).containsExactlyInAnyOrder(first, second);
    assertThat(counts(owner)).isEqualTo(Map.of(ada.id(), 2L));
    write(writer -> writer.updateKey(first.handedTo(zoe.id())));
    write(writer -> writer.updateKey(second.handedTo(null)));
    assertThat(counts(owner)).isEqualTo(Map.of(zoe.id(), 1L));
    assertThat(keysOf(ada)).isEmpty();
    assertThat(counts(other)).isEmpty();
  }

  @Test
  void whoIsRemovedIsGone() {
    write(
        writer -> {
          writer.removeMember(zoe.id());
          writer.removeOwner(other.id());
        });
    assertThat(members(owner)).containsExactly(ada);
    assertThat(owners()).isEqualTo(List.of(owner));
  }
}
