package dev.kasava.keys.keychain.os;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A bus that says whatever a test has it say, to one after the other. */
final class FakeBus implements AutoCloseable {
  static final String WELCOME = "DATA\r\nOK 0123456789abcdef0123456789abcdef\r\n";

  private static final int MEMBER = 3;
  private static final int SIGNATURE = 8;

  record Call(String member, int serial) {}

  /** What is said to a call. */
  interface Script {
    /** Nothing when it is empty; null ends the connection. */
    byte @Nullable [] answer(Call call);
  }

  private final Path socket;
  private final ServerSocketChannel server;
  private final String welcome;
  private final Script script;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> members = new CopyOnWriteArrayList<>();

  private FakeBus(Path socket, ServerSocketChannel server, String welcome, Script script) {
    this.socket = socket;
    this.server = server;
    this.welcome = welcome;
    this.script = script;
  }

  /**
   * @param welcome what it says to the greeting, and hangs up unless that is the usual or nothing
   */
  static FakeBus in(Path folder, String welcome, Script script) throws IOException {
    Path socket = folder.resolve("bus");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    FakeBus bus = new FakeBus(socket, server, welcome, script);
    Thread.ofPlatform().daemon().start(bus::serve);
    return bus;
  }

  String address() {
    return "unix:path=" + socket;
  }

  int connections() {
    return connections.get();
  }

  /** What was called, in order. */
  List<String> members() {
    return members;
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel client = server.accept()) {
        connections.incrementAndGet();
        converse(Channels.newInputStream(client), Channels.newOutputStream(client));
      } catch (IOException e) {
        // The client hung up, or the test is over.
      }
    }
  }

  private void converse(InputStream in, OutputStream out) throws IOException {
    readTo("\r\n", in);
    out.write(welcome.getBytes(StandardCharsets.US_ASCII));
    if (!welcome.isEmpty() && !welcome.equals(WELCOME)) {
      return;
    }
    readTo("BEGIN\r\n", in);
    for (Call call = call(in); call != null; call = call(in)) {
      members.add(call.member());
      byte[] answer = script.answer(call);
      if (answer == null) {
        return;
      }
      out.write(answer);
    }
  }

  private static void readTo(String end, InputStream in) throws IOException {
    StringBuilder said = new StringBuilder();
    while (said.indexOf(end) < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("nobody is there");
      }
      said.append((char) next);
    }
  }

  private static @Nullable Call call(InputStream in) throws IOException {
    byte[] head = in.readNBytes(16);
    if (head.length < 16) {
      return null;
    }
    ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    int fields = (numbers.getInt(12) + 7) / 8 * 8;
    ByteBuffer rest = ByteBuffer.wrap(in.readNBytes(fields + numbers.getInt(4)));
    return new Call(member(rest.order(ByteOrder.LITTLE_ENDIAN)), numbers.getInt(8));
  }

  private static String member(ByteBuffer fields) {
    while (true) {
      int code = fields.get();
      fields.position(fields.position() + 3);
      byte[] value = new byte[code == SIGNATURE ? fields.get() : fields.getInt()];
      fields.get(value).get();
      if (code == MEMBER) {
        return new String(value, StandardCharsets.US_ASCII);
      }
      fields.position((fields.position() + 7) / 8 * 8);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
