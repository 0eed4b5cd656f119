package dev.kasava.keys.cli;

import dev.kasava.keys.holder.Authorities;
import dev.kasava.keys.holder.Settings;
import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.key.Secret;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.keychain.Storage;
import dev.kasava.keys.keychain.Trouble;
import dev.kasava.keys.remote.Clients;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.remote.RemoteKeys;
import dev.kasava.keys.remote.ServerAddress;
import dev.kasava.keys.wire.IdentityShape;
import dev.kasava.keys.wire.KeyShape;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kasava login}: keeps a key, once the server said that it is good. */
@Command(name = "login", description = "Keep your key in the system keychain, and the server.")
final class LoginCommand implements Callable<Integer> {
  private static final int LONGEST_INPUT = 4096;

  private final Context context;
  @Mixin HolderOptions options = new HolderOptions();

  @Option(names = "--key-stdin", description = "Read the key from standard input.")
  boolean keyStdin;

  @Option(
      names = "--insecure-storage",
      description =
          "Keep keys unencrypted in files that only you can read, and look for none in the"
              + " keychain, until you log in without this.")
  boolean insecureStorage;

  @Option(
      names = "--allow-plain-http",
      description = "Send the key to another machine although it would travel unencrypted.")
  boolean allowPlainHttp;

  @Option(
      names = "--ca-cert",
      paramLabel = "FILE",
      description =
          "Trust the certificate authorities in this file too (PEM), from now on, at every server;"
              + " \"none\" trusts none of your own any more.")
  @Nullable Path authorities;

  LoginCommand(Context context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    URI server = server();
    if (ServerAddress.isExposed(server) && !allowPlainHttp) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "Your key would travel to "
              + server
              + " unencrypted. Use https, or insist with --allow-plain-http.");
    }
    Path chosen = authorities;
    if (chosen != null) {
      Clients.beforeTls(isNone(chosen) ? null : () -> Authorities.trust(chosen));
    }
    Secret key = parsed(keyStdin ? keyOfInput() : askedFor(server));
    IdentityShape identity = identity(server, key);
    Storage storage = insecureStorage ? Storage.FILE : Storage.KEYCHAIN;
    Account account = new Account(server, options.holder());
    Keychain keychain = context.sources().keychain(storage, context.terminal().isInteractive());
    keep(keychain, account, key);
    remember(server, storage, account);
    report(server, identity, keychain);
    return ExitCode.OK;
  }

  private URI server() {
    return context.server(options.server).orElse(Sources.USUAL_SERVER);
  }

  private String askedFor(URI server) {
    if (!context.terminal().isInteractive()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "This is not a terminal, so nobody can be asked. Give the key on standard input with"
              + " --key-stdin.");
    }
    return context
        .terminal()
        .askHidden()
        .apply("API key for " + server + " (it is not shown while you paste it): ")
        .orElseThrow(() -> new CommandFailure(ExitCode.REFUSED, "Nothing was kept."));
  }

  private String keyOfInput() {
    try {
      return new String(context.terminal().in().readNBytes(LONGEST_INPUT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, "Standard input cannot be read.");
    }
  }

  private static Secret parsed(String text) {
    return KeyFormat.parseAny(text.strip())
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.REFUSED,
                    "This is not a complete API key, so nothing was kept. Copy it again."));
  }

  private static IdentityShape identity(URI server, Secret key) {
    try (Keys keys = new RemoteKeys(server, key)) {
      return keys.whoAmI();
    }
  }

  private static void keep(Keychain keychain, Account account, Secret key) {
    if (keychain.put(account, key) instanceof Keychain.Change.Failed(Trouble trouble)) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "The key is good, but was not kept. "
              + trouble.advice()
              + " Or keep it unencrypted in a file with --insecure-storage.");
    }
  }

  private void remember(URI server, Storage storage, Account account) {
    Sources sources = context.sources();
    Settings before = sources.settings().read();
    sources.settings().write(new Settings(server, trusted(before), storage));
    if (before.storage() == Storage.FILE && storage == Storage.KEYCHAIN) {
      // What is encrypted now need not lie about in the clear any more.
      sources.keychain(Storage.FILE, false).remove(account);
    }
  }

  private @Nullable Path trusted(Settings before) {
    if (authorities == null) {
      return before.authorities();
    }
    return isNone(authorities) ? null : authorities.toAbsolutePath();
  }

  private static boolean isNone(Path file) {
    return file.equals(Path.of("none"));
  }

  private void report(URI server, IdentityShape identity, Keychain keychain) {
    KeyShape key = identity.key();
    String name = key == null ? "" : " with \"" + key.name() + "\" (" + key.preview() + ")";
    context.print("Signed in to " + server + " as " + identity.owner().name() + name + ".");
    context.print("The key is kept in " + keychain.place() + ".");
    if (keychain.storage() == Storage.FILE) {
      context.print("It is not encrypted there: whoever can read your files can use it.");
    }
    context
        .sources()
        .keyOfEnvironment()
        .ifPresent(hiding -> context.say(StatusCommand.hides(hiding, keychain.place())));
  }
}
