package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.Member;
import dev.kasava.keys.key.MemberId;
import dev.kasava.keys.key.Owner;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.store.TeamReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Look-ups of owners and members in one transaction. */
class SqlTeamReader implements TeamReader {
  final Handle handle;

  SqlTeamReader(Handle handle) {
    this.handle = handle;
  }

  @Override
  public Optional<Owner> owner(OwnerId id) {
    return handle
        .createQuery("select * from owner where id = :id")
        .bind("id", id.value())
        .map((row, context) -> Rows.owner(row))
        .findOne();
  }

  @Override
  public Optional<Owner> firstOwner() {
    return handle
        .createQuery("select * from owner order by created_at, id limit 1")
        .map((row, context) -> Rows.owner(row))
        .findOne();
  }

  @Override
  public List<Owner> owners() {
    return handle
        .createQuery("select * from owner order by created_at, id")
        .map((row, context) -> Rows.owner(row))
        .list();
  }

  @Override
  public Optional<Member> member(MemberId id) {
    return handle
        .createQuery("select * from member where id = :id")
        .bind("id", id.value())
        .map((row, context) -> Rows.member(row))
        .findOne();
  }

  @Override
  public List<Member> members(OwnerId owner) {
    return handle
        .createQuery("select * from member where owner_id = :owner order by name, id")
        .bind("owner", owner.value())
        .map((row, context) -> Rows.member(row))
        .list();
  }

  @Override
  public Map<MemberId, Long> keysByMember(OwnerId owner) {
    Map<MemberId, Long> counts = new HashMap<>();
    handle
        .createQuery(
            "select member_id, count(*) as keys from api_key"
                + " where owner_id = :owner and member_id is not null group by member_id")
        .bind("owner", owner.value())
        .map(
            (row, context) ->
                counts.put(new MemberId(row.getString("member_id")), row.getLong("keys")))
        .list();
    return counts;
  }
}
