package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import org.jdbi.v3.core.Handle;

/** Changes of owners and members in one transaction. */
final class SqlTeamWriter {
  private final Handle handle;

  SqlTeamWriter(Handle handle) {
    this.handle = handle;
  }

  void addOwner(Owner owner) {
    handle
        .createUpdate(
            "insert into owner (id, name, time_zone, created_at, usual_expiry)"
                + " values (:id, :name, :zone, :createdAt, :days)")
        .bind("id", owner.id().value())
        .bind("name", owner.name())
        .bind("zone", owner.timeZone().getId())
        .bind("createdAt", owner.createdAt().toEpochMilli())
        .bind("days", owner.usualExpiryDays())
        .execute();
  }

  void updateOwner(Owner owner) {
    handle
        .createUpdate(
            "update owner set name = :name, time_zone = :zone, usual_expiry = :days where id = :id")
        .bind("id", owner.id().value())
        .bind("name", owner.name())
        .bind("zone", owner.timeZone().getId())
        .bind("days", owner.usualExpiryDays())
        .execute();
  }

  void removeOwner(OwnerId id) {
    handle.createUpdate("delete from owner where id = :id").bind("id", id.value()).execute();
  }

  void addMember(Member member) {
    handle
        .createUpdate(
            "insert into member (id, owner_id, name, role, created_at)"
                + " values (:id, :owner, :name, :role, :createdAt)")
        .bind("id", member.id().value())
        .bind("owner", member.owner().value())
        .bind("name", member.name())
        .bind("role", member.role().code())
        .bind("createdAt", member.createdAt().toEpochMilli())
        .execute();
  }

  void updateMember(Member member) {
    handle
        .createUpdate("update member set name = :name, role = :role where id = :id")
        .bind("id", member.id().value())
        .bind("name", member.name())
        .bind("role", member.role().code())
        .execute();
  }

  void removeMember(MemberId id) {
    handle.createUpdate("delete from member where id = :id").bind("id", id.value()).execute();
  }
}
