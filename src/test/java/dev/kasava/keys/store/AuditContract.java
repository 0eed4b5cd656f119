package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How every key store keeps its audit log. */
public abstract class AuditContract extends StoreContract {
  private List<AuditRecord> audit(int limit) {
    return entries(AuditQuery.newest(owner.id(), limit)).stream().map(AuditEntry::record).toList();
  }

  @Test
  void keepsTheAuditLogNewestFirstAndBeyondTheKey() {
    ApiKey key = added(key(owner.id(), "CI", NOW));
    List<AuditRecord> records = new ArrayList<>();
    for (AuditRecord.Action action : AuditRecord.Action.values()) {
      AuditRecord one = record(key, action);
      records.addFirst(one);
      write(writer -> writer.audit(one));
    }
    AuditRecord full =
        new AuditRecord(
            NOW.plusSeconds(1),
            owner.id(),
            KeyId.random(new Random()),
            "mcp",
            Client.CURSOR,
            AuditRecord.Action.UPDATED,
            key.id(),
            "Name \ud83d\udd11",
            "renamed");
    records.addFirst(full);
    write(writer -> writer.audit(full));
    write(writer -> writer.audit(record(key(other.id(), "x", NOW), AuditRecord.Action.CREATED)));
    write(writer -> writer.deleteKey(key.id(), NOW));
    assertThat(audit(100)).isEqualTo(records);
    assertThat(audit(2)).isEqualTo(records.subList(0, 2));
  }

  @Test
  void theAuditLogIsReadPartByPartAndKeyByKey() {
    ApiKey one = added(key(owner.id(), "One", NOW));
    ApiKey two = added(key(owner.id(), "Two", NOW));
    for (ApiKey key : List.of(one, two, one)) {
      write(
          writer ->
              writer.audit(
                  new AuditRecord(
                      NOW,
                      owner.id(),
                      two.id(),
                      "rest",
                      Client.CURSOR,
                      AuditRecord.Action.UPDATED,
                      key.id(),
                      key.name().text(),
                      "")));
    }
    List<AuditEntry> all = entries(AuditQuery.newest(owner.id(), 10));
    assertThat(all).hasSize(3).allMatch(entry -> "Two".equals(entry.actorName()));
    assertThat(entries(new AuditQuery(owner.id(), null, all.getFirst().sequence(), 10)))
        .isEqualTo(all.subList(1, 3));
    assertThat(entries(new AuditQuery(owner.id(), two.id(), Long.MAX_VALUE, 10)))
        .containsExactly(all.get(1));
    write(writer -> writer.deleteKey(two.id(), NOW));
    assertThat(entries(AuditQuery.newest(owner.id(), 10)))
        .allMatch(entry -> entry.actorName() == null);
  }

  private List<AuditEntry> entries(AuditQuery query) {
    return store().read(reader -> reader.audit(query));
  }
}
