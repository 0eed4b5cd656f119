package dev.kasava.keys.keychain.os;

import dev.kasava.keys.keychain.Account;
import dev.kasava.keys.keychain.os.BusMessage.Unclear;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads one secret of a Linux desktop's keyring (Secret Service API 0.2, freedesktop.org), which
 * clients wait for at each of their starts: the library of {@link SecretServiceVault} takes many
 * times as long as the keyring (decision 7). It prompts nobody, and answers only where all is as
 * usual: whatever else there may be, the library finds out.
 */
final class ItemReader {
  /** All that comes has to fit in here, which is several times what usually does. */
  private static final int ROOM = 16 * 1024;

  private static final int LONGEST_NAME = 1_000;
  private static final int CALLS = 8;

  /** Stands for an object that is not there. */
  private static final String NONE = "/";

  private static final String SECRETS = "org.freedesktop.secrets";
  private static final String SERVICE_PATH = "/org/freedesktop/secrets";
  private static final String SERVICE = "org.freedesktop.Secret.Service";
  private static final String COLLECTION = "org.freedesktop.Secret.Collection";
  private static final String ITEM = "org.freedesktop.Secret.Item";
  private static final String PROPERTIES = "org.freedesktop.DBus.Properties";

  private final SocketChannel bus;
  private final Selector ready;
  private final long deadline;
  private final BusCalls calls = new BusCalls();

  // Direct, so that no copy of the secret is left where nobody wipes it.
  private final ByteBuffer in = ByteBuffer.allocateDirect(ROOM);
  private final @Nullable BusMessage[] answers = new BusMessage[CALLS];
  private int at;

  private ItemReader(SocketChannel bus, Selector ready, long deadline) {
    this.bus = bus;
    this.ready = ready;
    this.deadline = deadline;
  }

  /**
   * The text of an account's only item in the default collection.
   *
   * @param address of the bus
   * @param patience how long it may take
   * @return null where it takes the library to tell
   */
  static @Nullable String read(String address, Account account, Duration patience) {
    String socket = BusAddress.socketOf(address);
    if (socket == null || account.name().length() > LONGEST_NAME) {
      return null;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    // The selector goes first: a channel that one still knows takes long to close.
    try (SocketChannel bus = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector ready = Selector.open()) {
      bus.configureBlocking(false);
      if (!bus.connect(UnixDomainSocketAddress.of(socket))) {
        return null;
      }
      bus.register(ready, SelectionKey.OP_READ);
      return new ItemReader(bus, ready, deadline).read(account);
    } catch (Unclear | IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return null;
    }
  }

  private @Nullable String read(Account account) throws IOException, Unclear {
    try {
      calls.greet();
      int alias = service("ReadAlias", "s").text("default").end();
      int opening = service("OpenSession", "sv").text("plain").variant("").end();
      send();
      authenticate();
      String collection = answer(alias, "o").path();
      require(!collection.equals(NONE));
      String session = session(answer(opening, "vo"));

      int locked = call(collection, PROPERTIES, "Get", "ss").text(COLLECTION).text("Locked").end();
      int search =
          call(collection, COLLECTION, "SearchItems", "a{ss}")
              .entries("service", Account.SERVICE, "account", account.name())
              .end();
      send();
      requireUnlocked(answer(locked, "v"));
      String item = answer(search, "ao").onlyPath();

      int secret = call(item, ITEM, "GetSecret", "o").text(session).end();
      send();
      return text(answer(secret, "(oayays)"), session);
    } finally {
      in.put(0, new byte[in.position()]);
    }
  }

  private BusCalls service(String member, String signature) {
    return call(SERVICE_PATH, SERVICE, member, signature);
  }

  private BusCalls call(String path, String type, String member, String signature) {
    return calls.begin(SECRETS, path, type, member, signature);
  }

  private static String session(BusMessage answer) throws Unclear {
    require(answer.signature().equals("s"));
    answer.text();
    return answer.path();
  }

  private static void requireUnlocked(BusMessage answer) throws Unclear {
    require(answer.signature().equals("b"));
    require(!answer.truth());
  }

  private static String text(BusMessage answer, String session) throws Unclear {
    require(answer.path().equals(session));
    // Parameters of an encryption, of which there is none.
    require(answer.octets().length == 0);
    byte[] value = answer.octets();
    try {
      answer.text();
      answer.end();
      require(value.length > 0);
      return new String(value, StandardCharsets.UTF_8);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private static void require(boolean isUsual) throws Unclear {
    if (!isUsual) {
      throw new Unclear();
    }
  }

  /** What the bus says to the greeting: go on, and that it knows who this is. */
  private void authenticate() throws IOException, Unclear {
    require(line().startsWith("DATA"));
    require(line().startsWith("OK "));
  }

  private String line() throws IOException, Unclear {
    int start = at;
    while (true) {
      for (; at < in.position(); at++) {
        if (in.get(at) == '\n') {
          byte[] line = new byte[at - start];
          in.get(start, line);
          at++;
          return new String(line, StandardCharsets.US_ASCII);
        }
      }
      receive();
    }
  }

  private void send() throws IOException, Unclear {
    ByteBuffer said = calls.taken();
    bus.write(said);
    // Little as it is, it fits in unless nobody listens.
    require(!said.hasRemaining());
  }

  private BusMessage answer(int serial, String types) throws IOException, Unclear {
    BusMessage answer = answers[serial];
    while (answer == null) {
      BusMessage next = next();
      int answered = next.answered();
      if (answered > 0 && answered < CALLS) {
        answers[answered] = next;
      }
      answer = answers[serial];
    }
    return answer.with(types);
  }

  private BusMessage next() throws IOException, Unclear {
    int length = BusMessage.length(in, at, in.position());
    while (length == 0 || length > in.position() - at) {
      require(length <= ROOM - at);
      receive();
      length = BusMessage.length(in, at, in.position());
    }
    BusMessage message = new BusMessage(in.slice(at, length));
    at += length;
    return message;
  }

  private void receive() throws IOException, Unclear {
    require(in.hasRemaining());
    int count = 0;
    while (count == 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      require(left > 0);
      ready.select(left);
      ready.selectedKeys().clear();
      count = bus.read(in);
    }
    if (count < 0) {
      throw new EOFException("the bus hung up");
    }
  }
}
