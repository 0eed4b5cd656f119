package dev.kasava.keys.store;

import static dev.kasava.keys.store.StoreSamples.NOW;
import static dev.kasava.keys.store.StoreSamples.owner;

import dev.kasava.keys.key.ApiKey;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.KeySummary;
import dev.kasava.keys.key.Owner;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two owners in a store, and what contracts ask of it. */
abstract class StoreContract {
  private Stores stores;
  private KeyStore store;
  final Owner owner = owner("First");
  final Owner other = owner("Second");

  /** An empty store. */
  protected abstract Stores open();

  @BeforeEach
  final void openStore() {
    stores = open();
    store = stores.keys();
    write(
        writer -> {
          writer.addOwner(owner);
          writer.addOwner(other);
        });
  }

  @AfterEach
  final void closeStore() {
    stores.close();
  }

  final Stores stores() {
    return stores;
  }

  final KeyStore store() {
    return store;
  }

  final void write(Consumer<KeyWriter> work) {
    store.write(
        writer -> {
          work.accept(writer);
          return "";
        });
  }

  final ApiKey added(ApiKey key) {
    write(writer -> writer.addKey(key));
    return key;
  }

  final @Nullable KeySummary find(KeyId id) {
    return store.<Optional<KeySummary>>read(reader -> reader.key(id)).orElse(null);
  }

  final KeyPage list(String search, KeyQuery.@Nullable Position after, int limit) {
    KeyQuery query = new KeyQuery(owner.id(), search, after, limit, NOW);
    return store.read(reader -> reader.keys(query));
  }

  /** A record of something that was done with a key, by nobody in particular. */
  static AuditRecord record(ApiKey key, AuditRecord.Action action) {
    return new AuditRecord(
        NOW, key.owner(), null, "rest", Client.CURL, action, key.id(), key.name().text(), "");
  }
}
