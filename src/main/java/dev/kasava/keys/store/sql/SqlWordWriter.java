package dev.kasava.keys.store.sql;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.KeyId;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The words that a key is found by, in one transaction. */
final class SqlWordWriter {
  private final Handle handle;

  SqlWordWriter(Handle handle) {
    this.handle = handle;
  }

  void add(ApiKey key) {
    List<String> words = Words.of(key.name().text());
    if (words.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "insert into key_word (owner_id, word, key_id) values (:owner, :word, :key)");
    for (String word : words) {
      batch
          .bind("owner", key.owner().value())
          .bind("word", word)
          .bind("key", key.id().value())
          .add();
    }
    batch.execute();
  }

  void remove(KeyId id) {
    handle
        .createUpdate("delete from key_word where key_id = :key")
        .bind("key", id.value())
        .execute();
  }
}
