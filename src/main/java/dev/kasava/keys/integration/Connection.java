package dev.kasava.keys.integration;

import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.KeysFailure;
import dev.kasava.keys.remote.RemoteKeys;
import dev.kasava.keys.wire.IssueShape;
import dev.kasava.keys.wire.KeyShape;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one client to one server: a key of its own in the keychain, and an entry in the
 * client's configuration. Blocks; every method throws {@link HolderException} or {@link
 * KeysFailure} with what to do, and then takes back what it made.
 */
public final class Connection {
  /**
   * What the client's key may do.
   *
   * @param scopes null for the least
   * @param expiresAt RFC 3339; null for never
   */
  public record Grant(@Nullable List<String> scopes, @Nullable String expiresAt) {
    boolean isUsual() {
      return scopes == null && expiresAt == null;
    }
  }

  /**
   * What was done.
   *
   * @param isNew whether the key was made for it
   * @param keptIn where the secret is, for people
   * @param configuredIn where the client's entry is, for people
   * @param backup the client's file as it was; null when there was none
   * @param next what the person does to see it
   */
  public record Connected(
      KeyShape key,
      boolean isNew,
      String keptIn,
      String configuredIn,
      @Nullable String backup,
      String next) {}

  /**
   * What was undone.
   *
   * @param wasConfigured whether the client had our entry
   * @param deleted the name of the key that is gone; null when there was none
   * @param left the name of a key that could not be deleted; null when there is none
   */
  public record Removed(boolean wasConfigured, @Nullable String deleted, @Nullable String left) {}

  private static final int MOST_NAMES = 20;

  private final Integration client;
  private final URI server;
  private final Setup setup;
  private final Keychain keychain;
  private final Launch launch;
  private final String host;
  private final Account account;

  /**
   * @param host this machine's name, for telling apart the keys of the same client elsewhere
   */
  Connection(
      Integration client, URI server, Setup setup, Keychain keychain, Launch launch, String host) {
    this.client = client;
    this.server = server;
    this.setup = setup;
    this.keychain = keychain;
    this.launch = launch;
    this.host = host;
    this.account = new Account(server, client.id());
  }

  /**
   * Connects; connecting again mends what is missing and keeps a key that is good.
   *
   * @param managing the verbs with a key that may create keys; asked for only when one is needed
   */
  public Connected connect(Grant grant, Supplier<Keys> managing) {
    setup.prepare();
    done(keychain.probe());
    Secret before = kept().orElse(null);
    KeyShape good = before == null ? null : keyOf(before).orElse(null);
    if (good != null && grant.isUsual()) {
      return configure(good, false);
    }
    try (Keys keys = managing.get()) {
      Connected connected = connectAnew(grant, keys, before);
      if (good != null) {
        // One key for each client: what was replaced is of no use to anybody.
        keys.delete(good.id());
      }
      return connected;
    }
  }

  private Connected connectAnew(Grant grant, Keys keys, @Nullable Secret before) {
    IssueShape issue = create(keys, grant);
    try {
      done(keychain.put(account, secretOf(issue)));
      return configure(issue.key(), true);
    } catch (HolderException | KeysFailure e) {
      keys.delete(issue.key().id());
      if (before == null) {
        keychain.remove(account);
      } else {
        keychain.put(account, before);
      }
      throw e;
    }
  }

  private Connected configure(KeyShape key, boolean isNew) {
    boolean wasConfigured = setup.presence() == Setup.Presence.CONFIGURED;
    Setup.Applied applied = setup.apply(launch);
    return switch (new Proof().of(launch)) {
      case Proof.Result.Proved proved ->
          new Connected(
              key,
              isNew,
              keychain.place(),
              applied.place(),
              applied.backup().map(Path::toString).orElse(null),
              applied.next());
      case Proof.Result.Failed(String sentence) when isNew && !wasConfigured -> {
        setup.undo();
        throw new HolderException("The connection did not work, so it was undone. " + sentence);
      }
      case Proof.Result.Failed(String sentence) ->
          throw new HolderException("The connection does not work. " + sentence);
    };
  }

  private Optional<Secret> kept() {
    return keychain.get(account) instanceof Keychain.Lookup.Found(Secret secret)
        ? Optional.of(secret)
        : Optional.empty();
  }

  /** The key of a secret, where the server takes it; empty where it is not good any more. */
  private Optional<KeyShape> keyOf(Secret secret) {
    try (Keys own = new RemoteKeys(server, secret)) {
      return Optional.ofNullable(own.whoAmI().key());
    } catch (KeysFailure e) {
      if (e.kind() == KeysFailure.Kind.KEY_NOT_GOOD) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Under the client's name; where that is taken, with this machine's, and then with a number. */
  private IssueShape create(Keys keys, Grant grant) {
    List<String> names =
        Stream.concat(
                Stream.of(client.title(), client.title() + " on " + host),
                Stream.iterate(2, number -> number + 1)
                    .map(number -> client.title() + " on " + host + " " + number))
            .limit(MOST_NAMES)
            .toList();
    for (String name : names.subList(0, names.size() - 1)) {
      try {
        return create(keys, grant, name);
      } catch (KeysFailure e) {
        if (e.kind() != KeysFailure.Kind.NAME_TAKEN) {
          throw e;
        }
      }
    }
    return create(keys, grant, names.getLast());
  }

  private static IssueShape create(Keys keys, Grant grant, String name) {
    return keys.create(new Keys.NewKey(name, grant.expiresAt(), grant.scopes(), true));
  }

  private static Secret secretOf(IssueShape issue) {
    return KeyFormat.parseAny(String.valueOf(issue.secret()))
        .orElseThrow(() -> new HolderException("No secret came with the key. Try again."));
  }

  private static void done(Keychain.Change change) {
    if (change instanceof Keychain.Change.Failed(Trouble trouble)) {
      throw new HolderException(trouble.advice());
    }
  }

  /**
   * Takes everything back: the entry, what is kept, and the key itself.
   *
   * @param managing as for {@link #connect}; empty where there is no such key
   */
  public Removed remove(Supplier<Optional<Keys>> managing) {
    boolean wasConfigured = setup.undo();
    KeyShape key = kept().flatMap(this::keyOf).orElse(null);
    boolean isDeleted = key != null && delete(key, managing);
    done(keychain.remove(account));
    return new Removed(
        wasConfigured,
        isDeleted && key != null ? key.name() : null,
        key != null && !isDeleted ? key.name() : null);
  }

  private static boolean delete(KeyShape key, Supplier<Optional<Keys>> managing) {
    Optional<Keys> found = managing.get();
    if (found.isEmpty()) {
      return false;
    }
    try (Keys keys = found.get()) {
      keys.delete(key.id());
      return true;
    } catch (KeysFailure e) {
      return false;
    }
  }
}
