package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.secret.simple.SimpleCollection;

/**
 * The Secret Service of a Linux desktop. By java-keyring's own library rather than java-keyring,
 * which answers a locked collection with a success, and duplicates with nothing but failures; items
 * are the same.
 */
final class SecretServiceVault implements Vault {
  private final SimpleCollection collection;

  private SecretServiceVault(SimpleCollection collection) {
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
    return new SecretServiceVault(new SimpleCollection());
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
  public void write(Account account, String text) throws TroubleException {
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
    for (String superfluous : items.subList(1, items.size())) {
      collection.deleteItem(superfluous);
    }
  }

  @Override
  public void delete(Account account) {
    items(account).forEach(collection::deleteItem);
  }

  @Override
  public void close() {
    collection.close();
  }
}
