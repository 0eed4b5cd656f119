package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.ObjectPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.secret.Item;
import org.freedesktop.secret.Service;
import org.freedesktop.secret.simple.SimpleCollection;

/**
 * The Secret Service of a Linux desktop. By java-keyring's own library rather than java-keyring,
 * which answers a locked collection with a success, and duplicates with nothing but failures; items
 * are the same.
 */
final class SecretServiceVault implements Vault {
  private final Map<String, String> environment;
  private final SimpleCollection collection;

  private SecretServiceVault(Map<String, String> environment, SimpleCollection collection) {
    this.environment = environment;
    this.collection = collection;
  }

  /**
   * @param mayPrompt whether a person is there who could unlock it
   */
  static Vault open(Map<String, String> environment, boolean mayPrompt) throws Exception {
    Optional<Trouble> trouble = SessionBus.check(environment);
    if (trouble.isPresent() && !(mayPrompt && trouble.get() == Trouble.LOCKED)) {
      throw new TroubleException(trouble.get());
    }
    return new SecretServiceVault(environment, new SimpleCollection());
  }

  private List<String> items(Account account) {
    List<String> items =
        collection.getItems(Map.of("service", Account.SERVICE, "account", account.name()));
    return items == null ? List.of() : items;
  }

  @Override
  public List<String> read(Account account) {
    List<String> texts = new ArrayList<>();
    for (String item : items(account)) {
      char[] text = collection.getSecret(item);
      if (text != null) {
        texts.add(new String(text));
      }
    }
    return texts;
  }

  @Override
  public void write(Account account, String text) throws Exception {
    Map<String, String> attributes = Map.of("service", Account.SERVICE, "account", account.name());
    String label = Account.SERVICE + "|" + account.name();
    List<String> items = items(account);
    if (items.isEmpty()) {
      if (collection.createItem(label, text, attributes) == null) {
        throw new TroubleException(Trouble.DENIED);
      }
      return;
    }
    collection.updateItem(items.getFirst(), label, text, attributes);
    delete(items.subList(1, items.size()));
  }

  @Override
  public void delete(Account account) throws Exception {
    delete(items(account));
  }

  /** By the bus itself: the library would lock the collection first, and have the person asked. */
  private void delete(List<String> items) throws Exception {
    if (items.isEmpty()) {
      return;
    }
    try (DBusConnection bus = SessionBus.connect(environment)) {
      Service service = new Service(bus);
      for (String item : items) {
        ObjectPath prompt = new Item(new ObjectPath("", item), service).delete();
        if (prompt == null || !prompt.getPath().equals("/")) {
          throw new TroubleException(Trouble.DENIED);
        }
      }
    }
  }

  @Override
  public void close() {
    collection.close();
  }
}
