package dev.kasava.keys.store;

import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;

/**
 * What can be changed of owners and their members in one transaction. For the thread that runs the
 * transaction only.
 */
public interface TeamWriter extends TeamReader {
  void addOwner(Owner owner);

  /** Replaces the owner of the same id. */
  void updateOwner(Owner owner);

  /** Removes an owner who has neither keys nor members any more. */
  void removeOwner(OwnerId id);

  /** Adds a member whose id and name are both new. */
  void addMember(Member member);

  /** Replaces the member of the same id. */
  void updateMember(Member member);

  /** Removes a member who has no keys any more. */
  void removeMember(MemberId id);
}
