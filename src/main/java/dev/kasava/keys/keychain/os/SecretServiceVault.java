package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.ObjectPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.secret.Collection;
import org.freedesktop.secret.Item;
import org.freedesktop.secret.Pair;
import org.freedesktop.secret.Prompt;
import org.freedesktop.secret.Secret;
import org.freedesktop.secret.Service;
import org.freedesktop.secret.TransportEncryption;

/**
 * The Secret Service of a Linux desktop (Secret Service API 0.2, freedesktop.org). By the library
 * under java-keyring, whose items these are: java-keyring itself answers a locked collection with a
 * success, fails over duplicates, and stays with the first bus that it saw.
 */
final class SecretServiceVault implements Vault {
  private static final String DEFAULT = "default";
  private static final String NO_PROMPT = "/";
  private static final Duration PATIENCE = Duration.ofSeconds(55);

  private final DBusConnection bus;
  private final Service service;
  private final TransportEncryption encryption;
  private final Collection collection;

  private SecretServiceVault(DBusConnection bus, boolean isLocked) throws Exception {
    this.bus = bus;
    this.service = new Service(bus);
    ObjectPath path = service.readAlias(DEFAULT);
    if (isLocked) {
      unlock(path);
    }
    this.collection = new Collection(path, service);
    this.encryption = new TransportEncryption(service);
    encryption.initialize();
    if (!encryption.openSession()) {
      throw new TroubleException(Trouble.DENIED);
    }
    encryption.generateSessionKey();
  }

  /**
   * @param mayPrompt whether a person is there who could unlock it
   */
  static Vault open(Map<String, String> environment, boolean mayPrompt) throws Exception {
    DBusConnection bus = SessionBus.connect(environment);
    try {
      Optional<Trouble> trouble = SessionBus.check(bus);
      boolean isLocked = trouble.isPresent() && trouble.get() == Trouble.LOCKED;
      if (trouble.isPresent() && !(mayPrompt && isLocked)) {
        throw new TroubleException(trouble.get());
      }
      return new SecretServiceVault(bus, isLocked);
    } catch (Exception e) {
      bus.close();
      throw e;
    }
  }

  private void unlock(ObjectPath path) throws TroubleException {
    Pair<List<ObjectPath>, ObjectPath> answer = service.unlock(List.of(path));
    if (answer == null) {
      throw new TroubleException(Trouble.LOCKED);
    }
    if (!answer.b.getPath().equals(NO_PROMPT)) {
      new Prompt(service).await(answer.b, PATIENCE);
    }
    if (new Collection(path, service).isLocked()) {
      throw new TroubleException(Trouble.LOCKED);
    }
  }

  private static Map<String, String> attributes(Account account) {
    return Map.of("service", Account.SERVICE, "account", account.name());
  }

  private List<ObjectPath> items(Account account) throws TroubleException {
    List<ObjectPath> items = collection.searchItems(attributes(account));
    if (items == null) {
      throw new TroubleException(Trouble.FAILED);
    }
    return items;
  }

  @Override
  public List<String> read(Account account) throws Exception {
    ObjectPath session = new ObjectPath("", service.getSession().getObjectPath());
    List<String> texts = new ArrayList<>();
    for (ObjectPath item : items(account)) {
      try (Secret secret = new Item(item, service).getSecret(session)) {
        if (secret == null) {
          throw new TroubleException(Trouble.DENIED);
        }
        texts.add(new String(encryption.decrypt(secret)));
      }
    }
    return texts;
  }

  @Override
  public void write(Account account, String text) throws Exception {
    List<ObjectPath> items = items(account);
    try (Secret secret = encryption.encrypt(text)) {
      if (items.isEmpty()) {
        create(account, secret);
      } else {
        new Item(items.getFirst(), service).setSecret(secret);
        delete(items.subList(1, items.size()));
      }
    }
  }

  private void create(Account account, Secret secret) throws TroubleException {
    Pair<ObjectPath, ObjectPath> answer =
        collection.createItem(
            Item.createProperties(Account.SERVICE + "|" + account.name(), attributes(account)),
            secret,
            false);
    if (answer == null || !answer.b.getPath().equals(NO_PROMPT)) {
      throw new TroubleException(Trouble.DENIED);
    }
  }

  @Override
  public void delete(Account account) throws Exception {
    delete(items(account));
  }

  private void delete(List<ObjectPath> items) throws TroubleException {
    for (ObjectPath item : items) {
      ObjectPath prompt = new Item(item, service).delete();
      if (prompt == null || !prompt.getPath().equals(NO_PROMPT)) {
        throw new TroubleException(Trouble.DENIED);
      }
    }
  }

  @Override
  public void close() throws Exception {
    encryption.clear();
    bus.close();
  }
}
