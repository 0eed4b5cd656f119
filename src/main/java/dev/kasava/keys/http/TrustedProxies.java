package dev.kasava.keys.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies whose word is taken for who calls, by which scheme and under which name
 * (X-Forwarded-For, -Proto and -Host). From anybody else these headers count for nothing.
 * Immutable.
 */
public final class TrustedProxies {
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  private final List<Network> networks;

  private TrustedProxies(List<Network> networks) {
    this.networks = networks;
  }

  /**
   * @param networks addresses or networks, for example 10.0.0.0/8 or ::1
   * @throws IllegalArgumentException when one of them is none
   */
  public static TrustedProxies of(List<String> networks) {
    return new TrustedProxies(networks.stream().map(Network::parse).toList());
  }

  public boolean isEmpty() {
    return networks.isEmpty();
  }

  private boolean holds(InetAddress address) {
    return networks.stream().anyMatch(network -> network.holds(address));
  }

  /** The handler, told by what trusted proxies say. */
  public HttpHandler around(HttpHandler handler) {
    if (isEmpty()) {
      return handler;
    }
    return exchange -> {
      InetSocketAddress peer = exchange.getSourceAddress();
      if (peer != null && peer.getAddress() != null && holds(peer.getAddress())) {
        believe(exchange, peer.getAddress());
      }
      handler.handleRequest(exchange);
    };
  }

  private void believe(HttpServerExchange exchange, InetAddress peer) {
    HeaderMap headers = exchange.getRequestHeaders();
    List<String> hops = parts(headers.get(Headers.X_FORWARDED_FOR));
    exchange.setSourceAddress(new InetSocketAddress(client(hops, peer), 0));
    String scheme = last(headers.get(Headers.X_FORWARDED_PROTO));
    if ("https".equalsIgnoreCase(scheme)) {
      exchange.setRequestScheme("https");
    }
    String host = last(headers.get(Headers.X_FORWARDED_HOST));
    if (host != null && !ForwardAuth.isAskedAt(exchange.getRequestPath())) {
      headers.put(Headers.HOST, host);
    }
  }

  /** Each proxy adds whom it heard from, so the last that is no proxy of ours is the client. */
  private InetAddress client(List<String> hops, InetAddress peer) {
    InetAddress client = peer;
    for (String hop : hops.reversed()) {
      InetAddress address = address(hop);
      if (address == null) {
        return client;
      }
      client = address;
      if (!holds(address)) {
        return client;
      }
    }
    return client;
  }

  /** Null when it is no address; some proxies add the port. */
  private static @Nullable InetAddress address(String hop) {
    String text = hop;
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      text = end < 0 ? text : text.substring(1, end);
    } else if (text.indexOf('.') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
      text = text.split(":", 2)[0];
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static List<String> parts(@Nullable HeaderValues values) {
    List<String> parts = new ArrayList<>();
    if (values != null) {
      for (String value : values) {
        for (String part : value.split(",", -1)) {
          parts.add(part.strip());
        }
      }
    }
    return parts;
  }

  private static @Nullable String last(@Nullable HeaderValues values) {
    List<String> parts = parts(values);
    return parts.isEmpty() ? null : parts.getLast();
  }

  /**
   * @param bits how many of the address's first bits make the network
   */
  private record Network(InetAddress address, int bits) {
    static Network parse(String text) {
      int slash = text.indexOf('/');
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int most = address.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("a network of " + bits + " bits");
      }
      return new Network(address, bits);
    }

    boolean holds(InetAddress other) {
      byte[] ours = address.getAddress();
      byte[] theirs = other.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % Byte.SIZE);
        if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
