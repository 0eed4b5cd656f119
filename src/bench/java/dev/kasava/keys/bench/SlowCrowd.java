package dev.kasava.keys.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Many clients that keep a server waiting, all on one thread. Whoever is cut comes back at once.
 *
 * <p>Begin and end it; what was seen is there after the end.
 */
final class SlowCrowd implements AutoCloseable {
  /** How they are slow. */
  enum Kind {
    SILENT(""),
    HALF_HEADER("GET /api/v1/auth HTTP/1.1\r\nHost: localhost\r\nX-Half: "),
    DRIPPING_HEADER("GET /api/v1/auth HTTP/1.1\r\nHost: localhost\r\nX-Dripping: "),
    HALF_BODY(
        """
        POST /api/v1/token HTTP/1.1\r
        Host: localhost\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: 1000\r
        \r
        grant\
        """),
    NOT_READING("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(20));

    private final String start;

    Kind(String start) {
      this.start = start;
    }
  }

  private static final int DRIP_MILLIS = 1_000;
  private static final int SELECT_MILLIS = 10;

  /** So many come in a millisecond, until all are there. */
  private static final int A_MILLISECOND = 1;

  /** As Linux has it in {@code sched.h}. */
  private static final int SCHED_IDLE = 5;

  private static final int SMALL_BUFFER = 4 * 1024;

  private final InetSocketAddress address;
  private final Selector selector = Selector.open();
  private final Thread thread = new Thread(this::live, "slow crowd");
  private final Map<Kind, Times> lives = new EnumMap<>(Kind.class);
  private final int count;
  private volatile boolean isOver;

  private static final class Client {
    private final Kind kind;
    private final long opened = System.nanoTime();
    private long dripped = opened;
    private boolean hasSent;

    Client(Kind kind) {
      this.kind = kind;
    }
  }

  /**
   * @param count how many, of every kind the same number
   */
  SlowCrowd(int port, int count) throws IOException {
    this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    this.count = count;
    for (Kind kind : Kind.values()) {
      lives.put(kind, new Times());
    }
  }

  SlowCrowd begin() {
    thread.start();
    return this;
  }

  /** How long those of a kind were let wait; of those alone that were cut. */
  Times lives(Kind kind) {
    return lives.getOrDefault(kind, new Times());
  }

  private void live() {
    yieldToOthers();
    try {
      int opened = 0;
      long begin = System.nanoTime();
      while (!isOver) {
        long due = (System.nanoTime() - begin) / 1_000_000 * A_MILLISECOND;
        for (; opened < Math.min(count, due); opened++) {
          open(Kind.values()[opened % Kind.values().length]);
        }
        selector.select(this::look, SELECT_MILLIS);
        drip(System.nanoTime());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An attacker's work is not done on the server's machine; what it makes the server do, is. So
   * this thread runs when no other wants to, and gives way at once: a low priority does not.
   */
  @SuppressWarnings("restricted") // a function of the system
  private static void yieldToOthers() {
    Linker linker = Linker.nativeLinker();
    MethodHandle setScheduler =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("sched_setscheduler"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      // Of this thread, as Linux has it.
      MemorySegment priority = arena.allocateFrom(ValueLayout.JAVA_INT, 0);
      if ((int) setScheduler.invokeExact(0, SCHED_IDLE, priority) != 0) {
        throw new IllegalStateException("the thread cannot be made to give way");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void open(Kind kind) {
    try {
      SocketChannel channel = SocketChannel.open();
      if (kind == Kind.NOT_READING) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
      }
      channel.configureBlocking(false);
      channel.connect(address);
      channel.register(selector, SelectionKey.OP_CONNECT, new Client(kind));
    } catch (IOException e) {
      // Refused at once: one fewer.
    }
  }

  private void look(SelectionKey key) {
    Client client = (Client) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (!client.hasSent) {
        channel.finishConnect();
        client.hasSent = true;
        channel.write(StandardCharsets.US_ASCII.encode(client.kind.start));
        key.interestOps(SelectionKey.OP_READ);
      } else if (client.kind == Kind.NOT_READING) {
        // Its end is seen when something is sent to it.
        key.interestOps(0);
      } else if (channel.read(ByteBuffer.allocate(SMALL_BUFFER)) < 0) {
        cut(key, client);
      }
    } catch (IOException e) {
      cut(key, client);
    }
  }

  private void drip(long now) {
    for (SelectionKey key : selector.keys()) {
      Client client = (Client) key.attachment();
      if (now - client.dripped > DRIP_MILLIS * 1_000_000L) {
        client.dripped = now;
        drip(key, client);
      }
    }
  }

  private void drip(SelectionKey key, Client client) {
    boolean isSending =
        client.kind == Kind.DRIPPING_HEADER
            || (client.kind == Kind.NOT_READING && key.interestOps() == 0);
    if (client.hasSent && isSending && key.isValid()) {
      try {
        ((SocketChannel) key.channel()).write(ByteBuffer.wrap(new byte[] {'x'}));
      } catch (IOException e) {
        cut(key, client);
      }
    }
  }

  private void cut(SelectionKey key, Client client) {
    close(key);
    if (!isOver) {
      lives(client.kind).add(System.nanoTime() - client.opened);
      open(client.kind);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException, IOException {
    isOver = true;
    thread.join();
    selector.keys().forEach(SlowCrowd::close);
    selector.close();
  }
}
