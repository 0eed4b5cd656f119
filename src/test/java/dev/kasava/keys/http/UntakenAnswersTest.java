package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.util.Headers;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of HTTP/2 (RFC 9113) that ask, and do not let the answers come. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class UntakenAnswersTest {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int CANCEL = 8;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int END_OF_STREAM_AND_HEADERS = 5;
  private static final int END_OF_HEADERS = 4;
  private static final int END_OF_STREAM = 1;
  private static final int ACKNOWLEDGED = 1;
  private static final int LARGE = 100_000;

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  private Server server;

  @BeforeEach
  void start() throws IOException {
    start(Duration.ofSeconds(2));
  }

  private void start(Duration patience) throws IOException {
    TlsFiles files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    Files.write(files.certificate(), TlsVectors.bytes("ec.crt"));
    Files.write(files.key(), TlsVectors.bytes("ec.key"));
    server =
        Server.start(
            "127.0.0.1",
            0,
            1,
            new Capacity(10, patience),
            new Tls(files, InstantSource.system()),
            new Traffic(),
            exchange -> {
              if (exchange.getRequestPath().equals("/events")) {
                exchange.dispatch(
                    () -> {
                      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream");
                      var _ = exchange.getResponseChannel();
                    });
              } else {
                exchange.getResponseSender().send("a".repeat(LARGE));
              }
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private SSLSocket connect() throws Exception {
    return (SSLSocket)
        TlsVectors.trusting("ec.crt")
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.port());
  }

  /** A connection of which nothing is done that is not said here. */
  private final class Client implements AutoCloseable {
    private final SSLSocket socket;
    private final DataInputStream in;
    private final Set<Integer> ended = new HashSet<>();
    private int received;
    private int pongs;

    /**
     * @param window how much of an answer may come unasked
     */
    Client(int window) throws Exception {
      socket = connect();
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      in = new DataInputStream(socket.getInputStream());
      socket.getOutputStream().write(PREFACE);
      frame(SETTINGS, 0, 0, ByteBuffer.allocate(6).putShort((short) 4).putInt(window).array());
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

    /** GET, https, the path and the host, as HPACK (RFC 7541) writes them without compression. */
    void ask(int stream, String path) throws IOException {
      byte[] text = path.getBytes(StandardCharsets.US_ASCII);
      byte[] host = "localhost".getBytes(StandardCharsets.US_ASCII);
      ByteBuffer block = ByteBuffer.allocate(6 + text.length + host.length);
      block.put((byte) 0x82).put((byte) 0x87);
      block.put((byte) 0x04).put((byte) text.length).put(text);
      block.put((byte) 0x01).put((byte) host.length).put(host);
      frame(HEADERS, END_OF_STREAM_AND_HEADERS, stream, block.array());
    }

    void reset(int stream) throws IOException {
      frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
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
      } catch (EOFException | SocketException e) {
        // That is it.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void whoeverLetsNoAnswerComeIsCutHoweverLivelyTheConnectionIs() throws Exception {
    try (Client client = new Client(0)) {
      client.ask(1, "/");
      client.awaitTheEnd();
      assertThat(client.received).isZero();
    }
  }

  @Test
  void whoeverTakesSomeOfItAgainAndAgainGetsItAll() throws Exception {
    try (Client client = new Client(40_000)) {
      client.ask(1, "/");
      for (int taken = 40_000; client.received < LARGE; taken += 40_000) {
        while (client.received < Math.min(taken, LARGE)) {
          client.hear();
        }
        // For as long as it takes to cut another one.
        try (Client other = new Client(0)) {
          other.ask(1, "/");
          other.awaitTheEnd();
        }
        if (client.received < LARGE) {
          client.open(1, 40_000);
          client.open(0, 40_000);
        }
      }
      assertThat(client.ended).containsExactly(1);
    }
  }

  @Test
  void anEventStreamMayBeSilent() throws Exception {
    try (Client events = new Client(65_535);
        Client stuck = new Client(0)) {
      events.ask(1, "/events");
      events.hearPong();
      stuck.ask(1, "/");
      stuck.awaitTheEnd();
      events.hearPong();
      assertThat(events.ended).isEmpty();
    }
  }

  /** What a reset stream has left behind is held for as long as its connection lasts. */
  @Test
  void whoeverAsksAgainAndAgainForWhatTheyDoNotTakeIsCut() throws Exception {
    server.close();
    start(Duration.ofHours(1));
    try (Client greedy = new Client(0);
        Client other = new Client(65_535)) {
      try {
        int stream = 1;
        for (int asked = 0; asked * LARGE / Server.BUFFER_BYTES <= HeldBuffers.MOST; asked++) {
          greedy.ask(stream, "/");
          greedy.reset(stream);
          stream += 2;
        }
      } catch (SocketException e) {
        // Cut already.
      }
      greedy.awaitTheEnd();
      other.hearPong();
    }
    while (server.heldBuffers() > 0) {
      Thread.onSpinWait();
    }
  }

  /** As a proxy does that has many clients: one that left must not cost the others anything. */
  @Test
  void aStreamThatIsStuckCostsTheOthersNothing() throws Exception {
    try (Client client = new Client(0);
        Client stuck = new Client(0)) {
      client.ask(1, "/");
      client.ask(3, "/events");
      client.hearPong();
      stuck.ask(1, "/");
      stuck.awaitTheEnd();
      client.hearPong();
      client.ask(5, "/none");
      client.hearPong();
      client.open(1, LARGE);
      client.open(0, LARGE);
      while (client.ended.isEmpty()) {
        client.hear();
      }
      assertThat(client.received).isEqualTo(LARGE);
    }
  }

  /** What Undertow does not give back of a connection is no burden for others. */
  @Test
  void nothingIsHeldByAConnectionThatIsClosed() throws Exception {
    for (int i = 0; i < 5; i++) {
      try (Client strange = new Client(65_535)) {
        strange.hearPong();
        strange.frame(PUSH_PROMISE, END_OF_HEADERS, 1, new byte[4]);
        strange.awaitTheEnd();
      }
    }
    while (server.heldBuffers() > 0) {
      Thread.onSpinWait();
    }
  }

  /** It would be another way in, beside the limits. */
  @Test
  void whoeverDidNotAskForHttp2DoesNotGetIt() throws Exception {
    try (SSLSocket socket = connect()) {
      socket.startHandshake();
      socket.getOutputStream().write(PREFACE);
      socket.getOutputStream().write(new byte[] {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0});
      byte[] answer = socket.getInputStream().readNBytes(9);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 ");
    }
  }
}
