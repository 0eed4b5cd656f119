package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Trouble;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.freedesktop.dbus.ObjectPath;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.errors.NoReply;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBus;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.secret.Service;

/**
 * The desktop session's bus, and whether a Secret Service on it could be used, found out without
 * prompting anybody (Secret Service API 0.2, freedesktop.org).
 */
final class SessionBus {
  private static final String SECRETS = "org.freedesktop.secrets";

  private SessionBus() {}

  /**
   * A connection of one's own, to be closed.
   *
   * @throws TroubleException when there is no bus
   */
  static DBusConnection connect(Map<String, String> environment) throws TroubleException {
    String address = BusAddress.find(environment);
    if (address == null) {
      throw new TroubleException(Trouble.NO_BUS);
    }
    try {
      return DBusConnectionBuilder.forAddress(address).withShared(false).build();
    } catch (DBusException | RuntimeException e) {
      throw new TroubleException(Trouble.NO_BUS);
    }
  }

  /**
   * Whether the default collection could be used now.
   *
   * @return empty when it could
   */
  static Optional<Trouble> check(DBusConnection bus) {
    try {
      DBus names = bus.getRemoteObject("org.freedesktop.DBus", "/org/freedesktop/DBus", DBus.class);
      if (!names.NameHasOwner(SECRETS)
          && !Arrays.asList(names.ListActivatableNames()).contains(SECRETS)) {
        return Optional.of(Trouble.NO_SERVICE);
      }
      awaitAnswer(bus);
      ObjectPath collection = new Service(bus).readAlias("default");
      if (collection == null) {
        return Optional.of(Trouble.NO_SERVICE);
      }
      if (collection.getPath().equals("/")) {
        return Optional.of(Trouble.NO_COLLECTION);
      }
      Properties properties = bus.getRemoteObject(SECRETS, collection.getPath(), Properties.class);
      boolean isLocked = properties.Get("org.freedesktop.Secret.Collection", "Locked");
      return isLocked ? Optional.of(Trouble.LOCKED) : Optional.empty();
    } catch (NoReply e) {
      return Optional.of(Trouble.TIMEOUT);
    } catch (DBusException | RuntimeException e) {
      return Optional.of(Trouble.NO_SERVICE);
    }
  }

  /**
   * Waits for a service that starts, or hangs: the library's own calls give up after two seconds,
   * as if there were none.
   */
  private static void awaitAnswer(DBusConnection bus) throws DBusException {
    Object _ =
        bus.getRemoteObject(SECRETS, "/org/freedesktop/secrets", Properties.class)
            .Get("org.freedesktop.Secret.Service", "Collections");
  }
}
