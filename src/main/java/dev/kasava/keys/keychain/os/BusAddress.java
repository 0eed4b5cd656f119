package dev.kasava.keys.keychain.os;

import dev.kasava.keys.machine.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the desktop session's bus listens (D-Bus Specification, "Server Addresses"). */
final class BusAddress {
  private static final String SOCKET = "unix:path=";

  private BusAddress() {}

  /**
   * Found although whoever started us passed a reduced environment, as MCP clients do.
   *
   * @return null when there is none
   */
  static @Nullable String find(Map<String, String> environment) {
    String named = Environment.value(environment, "DBUS_SESSION_BUS_ADDRESS").orElse(null);
    if (named != null) {
      return named;
    }
    String folder = Environment.value(environment, "XDG_RUNTIME_DIR").orElse(null);
    String found = folder == null ? null : in(Path.of(folder));
    return found != null ? found : usual();
  }

  private static @Nullable String usual() {
    try {
      Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      return in(Path.of("/run/user", String.valueOf(uid)));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable String in(Path folder) {
    Path socket = folder.resolve("bus");
    return Files.exists(socket) ? SOCKET + socket : null;
  }

  /**
   * The file of the socket; null for other kinds of addresses, and all that is not spelled plainly.
   */
  static @Nullable String socketOf(String address) {
    if (!address.startsWith(SOCKET) || address.indexOf(';') >= 0 || address.indexOf('%') >= 0) {
      return null;
    }
    int more = address.indexOf(',');
    return address.substring(SOCKET.length(), more < 0 ? address.length() : more);
  }
}
