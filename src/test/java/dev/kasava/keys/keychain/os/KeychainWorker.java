package dev.kasava.keys.keychain.os;

import dev.kasava.keys.key.KeyFormat;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Another process that uses the same keychain: does what each line says, and answers with one. */
final class KeychainWorker {
  static final Account ACCOUNT = new Account(URI.create("http://127.0.0.1:8787"), "cli");

  private KeychainWorker() {}

  /**
   * @param args the folder for locks
   */
  public static void main(String[] args) throws Exception {
    Keychain keychain =
        OsKeychains.system(System.getenv(), System.getProperty("os.name"), Path.of(args[0]), false);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(answer(keychain, line));
    }
    System.exit(0);
  }

  private static String answer(Keychain keychain, String order) {
    return switch (order) {
      case "put" ->
          said(
              keychain.put(
                  ACCOUNT, new KeyFormat(KeyFormat.DEFAULT_PREFIX).generate(new SecureRandom())));
      case "remove" -> said(keychain.remove(ACCOUNT));
      case "get" ->
          switch (keychain.get(ACCOUNT)) {
            case Keychain.Lookup.Found(var secret) -> "found " + secret.lastFour();
            case Keychain.Lookup.Missing missing -> "missing";
            case Keychain.Lookup.Failed(var trouble) -> trouble.name();
          };
      default -> "Do what?";
    };
  }

  private static String said(Keychain.Change change) {
    return switch (change) {
      case Keychain.Change.Done done -> "done";
      case Keychain.Change.Failed(var trouble) -> trouble.name();
    };
  }
}
