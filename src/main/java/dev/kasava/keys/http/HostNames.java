package dev.kasava.keys.http;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names under which this server is reached: the loopback names, the public URL's, the address
 * it is bound to. The port does not matter, since tunnels change it and rebinding cannot use it.
 */
public final class HostNames {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

  private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
  private final @Nullable String publicOrigin;

  /** Nearly all requests come under one name. */
  private volatile String lastKnown = "localhost";

  /**
   * @param publicUrl where people reach this server; null when only under the bound address
   * @param bound the host it is bound to
   */
  public HostNames(@Nullable URI publicUrl, String bound) {
    String lower = bound.toLowerCase(Locale.ROOT);
    names.add(lower.contains(":") ? "[" + lower + "]" : lower);
    if (publicUrl == null) {
      publicOrigin = null;
    } else {
      names.add(publicUrl.getHost().toLowerCase(Locale.ROOT));
      publicOrigin = publicUrl.getScheme() + "://" + publicUrl.getRawAuthority();
    }
  }

  /** Whether it is an address, as a Host header has it, which no name can stand for. */
  static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }

  boolean isPublicOrigin(String origin) {
    return origin.equalsIgnoreCase(publicOrigin);
  }

  /** Whether {@code host}, as a Host header has it, is one of the names and perhaps a port. */
  boolean knows(String host) {
    if (host.equals(lastKnown)) {
      return true;
    }
    boolean isKnown = isKnown(host);
    if (isKnown) {
      lastKnown = host;
    }
    return isKnown;
  }

  private boolean isKnown(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    int colon =
        lower.startsWith("[") ? lower.indexOf(':', lower.indexOf(']') + 1) : lower.indexOf(':');
    if (colon < 0) {
      return names.contains(lower);
    }
    String port = lower.substring(colon + 1);
    return !port.isEmpty()
        && port.length() <= 5
        && port.chars().allMatch(c -> c >= '0' && c <= '9')
        && names.contains(lower.substring(0, colon));
  }
}
