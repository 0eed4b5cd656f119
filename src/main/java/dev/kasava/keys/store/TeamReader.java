package dev.kasava.keys.store;

import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What can be looked up of owners and their members in one transaction. For the thread that runs
 * the transaction only.
 */
public interface TeamReader {
  Optional<Owner> owner(OwnerId id);

  /** The owner who was there first; empty in a new store. */
  Optional<Owner> firstOwner();

  /** All owners, the first one first. */
  List<Owner> owners();

  /** Any owner's member. */
  Optional<Member> member(MemberId id);

  /** The members of the owner's team, by name. */
  List<Member> members(OwnerId owner);

  /** How many keys those of the owner's members have who have any. */
  Map<MemberId, Long> keysByMember(OwnerId owner);
}
