package dev.kasava.keys.integration;

import dev.kasava.keys.holder.Authorities;
import dev.kasava.keys.holder.Credentials;
import dev.kasava.keys.holder.HolderException;
import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.Keychain;
import dev.kasava.keys.machine.Environment;
import dev.kasava.keys.machine.Programs;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The connections of this machine's clients. */
public final class Connections {
  /** Where the person keeps their settings, if it is not the usual place: the bridge needs it. */
  private static final String SETTINGS = "KASAVA_CONFIG_HOME";

  private final Map<String, String> environment;
  private final Places places;
  private final @Nullable Path launcher;

  /**
   * @param os as Java names it
   * @param launcher by which clients start this program; null when it was started otherwise
   */
  public Connections(Map<String, String> environment, String os, @Nullable Path launcher) {
    this.environment = environment;
    this.places = new Places(environment, os);
    this.launcher = launcher;
  }

  /**
   * @param keychain where the client's key is, or will be
   * @throws HolderException when clients could not start this program
   */
  public Connection of(Integration client, URI server, Keychain keychain) {
    if (launcher == null) {
      throw new HolderException(
          "It is not known how clients start this program. Run it by its command \"kasava\".");
    }
    Map<String, String> needed = new TreeMap<>();
    Environment.value(environment, SETTINGS).ifPresent(folder -> needed.put(SETTINGS, folder));
    Authorities.named(environment)
        .ifPresent(file -> needed.put(Authorities.VARIABLE, file.toAbsolutePath().toString()));
    return new Connection(
        client,
        server,
        setup(client, launcher, server),
        keychain,
        Launch.bridge(launcher.toString(), server, client, needed),
        Environment.hostName(environment));
  }

  private Setup setup(Integration client, Path program, URI server) {
    return client == Integration.CLAUDE_CODE
        ? new ClaudeCodeSetup(environment, places, program, server)
        : new FileSetup(client, places);
  }

  /** The command by which a person gives this account a key, as they can type it here. */
  public String remedy(Account account) {
    if (Integration.named(account.holder()).isEmpty()) {
      return Credentials.loginCommand(account);
    }
    // Of a plugin's program no shell knows.
    boolean isOnPath = launcher == null || Programs.find("kasava", environment).isPresent();
    return (isOnPath ? "kasava" : "\"" + launcher + "\"")
        + " connect "
        + account.holder()
        + " --server "
        + account.server();
  }

  /** The clients of this machine, and whether each is configured to reach us. */
  public Map<Integration, Boolean> found() {
    Map<Integration, Boolean> found = new EnumMap<>(Integration.class);
    Path program = Optional.ofNullable(launcher).orElse(Path.of("kasava"));
    for (Integration client : Integration.values()) {
      Setup.Presence presence = setup(client, program, Product.USUAL_SERVER).presence();
      if (presence != Setup.Presence.ABSENT) {
        found.put(client, presence == Setup.Presence.CONFIGURED);
      }
    }
    return found;
  }
}
