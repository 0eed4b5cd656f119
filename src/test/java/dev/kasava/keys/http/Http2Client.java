package dev.kasava.keys.http;

import dev.kasava.keys.fixture.TlsVectors;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection of HTTP/2 (RFC 9113) on which nothing is done that is not said here. */
final class Http2Client implements AutoCloseable {
  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_OF_STREAM = 1;
  private static final int END_OF_HEADERS = 4;
  private static final int ACKNOWLEDGED = 1;
  private static final int CANCEL = 8;
  private static final byte GET = (byte) 0x82;
  private static final byte POST = (byte) 0x83;
  private static final short INITIAL_WINDOW_SIZE = 4;

  static final byte[] EMPTY_SETTINGS = {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0};

  private final SSLSocket socket;
  private final DataInputStream in;
  private final Set<Integer> ended = new HashSet<>();
  private int received;
  private int pongs;

  /**
   * @param window how much of an answer may come unasked
   */
  Http2Client(int port, int window) throws Exception {
    socket = connect(port);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"h2"});
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write(PREFACE);
    frame(
        SETTINGS,
        0,
        0,
        ByteBuffer.allocate(6).putShort(INITIAL_WINDOW_SIZE).putInt(window).array());
  }

  static SSLSocket connect(int port) throws Exception {
    return (SSLSocket)
        TlsVectors.trusting("ec.crt")
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), port);
  }

  /** How many bytes of answers came. */
  int received() {
    return received;
  }

  /** The streams whose answers came whole. */
  Set<Integer> ended() {
    return ended;
  }

  private void frame(int type, int flags, int stream, byte[] body) throws IOException {
    socket
        .getOutputStream()
        .write(
            ByteBuffer.allocate(9 + body.length)
                .put((byte) 0)
                .putShort((short) body.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(body)
                .array());
  }

  void ask(int stream, String path) throws IOException {
    request(stream, GET, END_OF_STREAM, path);
  }

  /** Asks by POST; its body is to come. */
  void begin(int stream, String path) throws IOException {
    request(stream, POST, 0, path);
  }

  /** The method, https, the path and the host, as HPACK (RFC 7541) writes them uncompressed. */
  private void request(int stream, byte method, int flags, String path) throws IOException {
    byte[] text = path.getBytes(StandardCharsets.US_ASCII);
    byte[] host = "localhost".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer block = ByteBuffer.allocate(6 + text.length + host.length);
    block.put(method).put((byte) 0x87);
    block.put((byte) 0x04).put((byte) text.length).put(text);
    block.put((byte) 0x01).put((byte) host.length).put(host);
    frame(HEADERS, flags | END_OF_HEADERS, stream, block.array());
  }

  /**
   * Fields behind those that a request began with.
   *
   * @param fields names and values in turn
   */
  void fields(int stream, boolean isLast, List<String> fields) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.size(); i += 2) {
      block.write(0);
      for (String text : fields.subList(i, i + 2)) {
        block.write(text.length());
        block.write(text.getBytes(StandardCharsets.US_ASCII));
      }
    }
    frame(HEADERS, END_OF_HEADERS | (isLast ? END_OF_STREAM : 0), stream, block.toByteArray());
  }

  void data(int stream, String text) throws IOException {
    frame(DATA, 0, stream, text.getBytes(StandardCharsets.US_ASCII));
  }

  void reset(int stream) throws IOException {
    frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  /** Which no client may. */
  void promise(int stream) throws IOException {
    frame(PUSH_PROMISE, END_OF_HEADERS, stream, new byte[4]);
  }

  void open(int stream, int bytes) throws IOException {
    frame(WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
  }

  void ping() throws IOException {
    frame(PING, 0, 0, new byte[8]);
  }

  /** Reads one frame. */
  void hear() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    var _ = in.readNBytes(length);
    if (type == DATA) {
      received += length;
      if ((flags & END_OF_STREAM) != 0) {
        ended.add(stream);
      }
    }

    if (type == PING && (flags & ACKNOWLEDGED) != 0) {
      pongs++;
    }
  }

  void hearPong() throws IOException {
    int before = pongs;
    ping();
    while (pongs == before) {
      hear();
    }
  }

  /** Goes on asking whether the server is there until it has cut the connection. */
  void awaitTheEnd() throws IOException {
    try {
      while (true) {
        hearPong();
      }
    } catch (IOException e) {
      // That is it.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
