package dev.kasava.keys.mcp.bridge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 (RFC 9112) to a server on this machine: neither TLS nor proxies, and a connection for
 * each request, as a new one costs nothing here and cannot have gone stale. It is there because the
 * JDK's client takes longer to get ready than everything else that a client waits for.
 */
final class LoopbackHttp implements Carrier {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int USUAL_PORT = 80;

  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  /**
   * @param server one that this {@linkplain #reaches reaches}
   */
  LoopbackHttp(URI server) {
    this.server = server;
  }

  /** Whether a server is on this machine, and is spoken to without TLS. */
  static boolean reaches(URI server) {
    String host = server.getHost();
    return "http".equalsIgnoreCase(server.getScheme())
        && host != null
        && (host.equalsIgnoreCase("localhost") || host.equals("[::1]") || isLoopbackNumber(host));
  }

  private static boolean isLoopbackNumber(String host) {
    for (int i = 0; i < host.length(); i++) {
      if (host.charAt(i) != '.' && !Character.isDigit(host.charAt(i))) {
        return false;
      }
    }
    return host.startsWith("127.");
  }

  @Override
  public Reply send(String method, String path, Map<String, String> headers, byte @Nullable [] body)
      throws IOException {
    byte[] request = request(method, path, headers, body);
    Socket socket = new Socket(Proxy.NO_PROXY);
    open.add(socket);
    try {
      if (isClosed) {
        throw new IOException("closed");
      }
      int port = server.getPort() < 0 ? USUAL_PORT : server.getPort();
      socket.connect(new InetSocketAddress(server.getHost(), port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request);
      return reply(socket);
    } catch (IOException | RuntimeException e) {
      end(socket);
      throw e;
    }
  }

  private byte[] request(
      String method, String path, Map<String, String> headers, byte @Nullable [] body) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    field(head, "Host", server.getRawAuthority());
    field(head, "Connection", "close");
    headers.forEach((name, value) -> field(head, name, value));
    if (body != null) {
      field(head, "Content-Length", Integer.toString(body.length));
    }
    head.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body == null ? new byte[0] : body);
    return request.toByteArray();
  }

  private static void field(StringBuilder head, String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw new IllegalArgumentException("no value for a header: of " + name);
      }
    }
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private Reply reply(Socket socket) throws IOException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    int status;
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    do {
      status = status(HttpBody.line(in));
      headers.clear();
      for (String line = HttpBody.line(in); !line.isEmpty(); line = HttpBody.line(in)) {
        int colon = line.indexOf(':');
        if (colon <= 0) {
          throw new IOException("no header");
        }
        headers.putIfAbsent(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    } while (status < 200);
    return new Reply(status, headers, HttpBody.of(in, status, headers, () -> end(socket)));
  }

  private static int status(String line) throws IOException {
    // HTTP/1.1 200 OK, of which the last part may be missing.
    if (!line.startsWith("HTTP/1.") || line.length() < 12 || line.charAt(8) != ' ') {
      throw new IOException("no answer of HTTP/1");
    }
    try {
      return Integer.parseUnsignedInt(line, 9, 12, 10);
    } catch (NumberFormatException e) {
      throw new IOException("no status", e);
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  @Override
  public void close() {
    // Ahead of the sockets, so that whoever opens one meanwhile sees it.
    isClosed = true;
    open.forEach(this::end);
  }
}
