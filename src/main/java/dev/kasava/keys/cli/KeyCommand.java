package dev.kasava.keys.cli;

import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.remote.Keys;
import dev.kasava.keys.store.KeyQuery;
import dev.kasava.keys.wire.Json;
import dev.kasava.keys.wire.KeyListShape;
import dev.kasava.keys.wire.KeyShape;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** What every {@code keys} command does: find its keys, act, print. */
abstract class KeyCommand implements Callable<Integer> {
  /** Of whatever prefix: it must not travel on as a search. */
  private static final Pattern SECRET = Pattern.compile("[a-z][a-z0-9]{1,9}_[0-9A-Za-z]{38}");

  final Context context;
  @Mixin KeyOptions options = new KeyOptions();

  KeyCommand(Context context) {
    this.context = context;
  }

  @Override
  public final Integer call() {
    if (options.local && options.server != null) {
      throw contradiction();
    }
    if (options.local && !options.holder().equals(Account.CLI)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--local acts without a key, and --integration names one. Use one of them.");
    }
    if (!options.local && options.owner != null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--owner is for the operator, who acts with --local. A key has an owner already.");
    }
    try (Keys keys = open()) {
      run(keys);
    }
    return ExitCode.OK;
  }

  static CommandFailure contradiction() {
    return new CommandFailure(
        ExitCode.USAGE, "--local and --server contradict each other. Use one of them.");
  }

  abstract void run(Keys keys);

  private Keys open() {
    if (options.local) {
      return options.owner == null
          ? context.backend().local(null)
          : context.backend().localOf(options.owner);
    }
    return context.keys(context.serverOf(options), options.holder());
  }

  void printJson(Object shape) {
    context.terminal().out().println(new Json().text(shape));
  }

  void print(String line) {
    context.terminal().out().println(SafeText.of(line));
  }

  /** The id that {@code reference} is, or the id of the key of that name. */
  static String idOf(Keys keys, String reference) {
    if (KeyId.parse(reference).isPresent()) {
      return reference;
    }
    if (SECRET.matcher(reference).matches()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "This is a key's secret, not its id or name, and other programs of this machine may have"
              + " seen it now. Regenerate that key.");
    }
    @Nullable String cursor = null;
    do {
      KeyListShape page = keys.list(reference, cursor, KeyQuery.MOST);
      for (KeyShape key : page.keys()) {
        if (key.name().equals(reference)) {
          return key.id();
        }
      }
      cursor = page.nextCursor();
    } while (cursor != null);
    throw new CommandFailure(
        ExitCode.REFUSED, "There is no key of that id or name. \"kasava keys list\" shows them.");
  }
}
