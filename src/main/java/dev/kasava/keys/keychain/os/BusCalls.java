package dev.kasava.keys.keychain.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * What one says to a bus: who one is, then method calls (D-Bus Specification, "Authentication
 * Protocol", "Message Protocol"). Several go out at once, as nobody has to wait for the answer to
 * one before the next that does not need it. Not thread-safe.
 */
final class BusCalls {
  /** More than what goes out at once, of texts as long as they may be. */
  private static final int ROOM = 8 * 1024;

  private static final String BUS = "org.freedesktop.DBus";

  /** As whom the socket says, which the bus sees for itself. */
  private static final String GREETING = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";

  private static final byte CALL = 1;
  private static final byte VERSION = 1;
  private static final int PATH = 1;
  private static final int INTERFACE = 2;
  private static final int MEMBER = 3;
  private static final int DESTINATION = 6;
  private static final int SIGNATURE = 8;

  // Direct, as of all others a copy would be made on the way out.
  private final ByteBuffer out = ByteBuffer.allocateDirect(ROOM).order(ByteOrder.LITTLE_ENDIAN);
  private int serial;
  private int start;
  private int body;

  /** What every connection begins with. */
  void greet() {
    out.put(GREETING.getBytes(StandardCharsets.US_ASCII));
    begin(BUS, "/org/freedesktop/DBus", BUS, "Hello", "").end();
  }

  /**
   * Begins a call, whose arguments come next.
   *
   * @param type the interface
   * @param signature of the arguments; empty for none
   */
  BusCalls begin(String destination, String path, String type, String member, String signature) {
    serial++;
    start = out.position();
    out.put((byte) 'l').put(CALL).put((byte) 0).put(VERSION).putInt(0).putInt(serial).putInt(0);
    field(PATH, "o").text(path);
    field(INTERFACE, "s").text(type);
    field(MEMBER, "s").text(member);
    field(DESTINATION, "s").text(destination);
    if (!signature.isEmpty()) {
      field(SIGNATURE, "g").signature(signature);
    }
    out.putInt(start + BusMessage.FIELDS_LENGTH, out.position() - start - BusMessage.FIELDS);
    align(Long.BYTES);
    body = out.position();
    return this;
  }

  private BusCalls field(int code, String type) {
    align(Long.BYTES);
    out.put((byte) code);
    return signature(type);
  }

  private BusCalls signature(String types) {
    byte[] ascii = types.getBytes(StandardCharsets.US_ASCII);
    out.put((byte) ascii.length).put(ascii).put((byte) 0);
    return this;
  }

  /** A text, or a path; ASCII. */
  BusCalls text(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    align(Integer.BYTES);
    out.putInt(ascii.length).put(ascii).put((byte) 0);
    return this;
  }

  /** A variant that holds a text. */
  BusCalls variant(String text) {
    return signature("s").text(text);
  }

  /** A dictionary of texts with two entries. */
  BusCalls entries(String name, String value, String name2, String value2) {
    align(Integer.BYTES);
    int length = out.position();
    out.putInt(0);
    align(Long.BYTES);
    int first = out.position();
    text(name).text(value);
    align(Long.BYTES);
    text(name2).text(value2);
    out.putInt(length, out.position() - first);
    return this;
  }

  private void align(int size) {
    while ((out.position() - start) % size != 0) {
      out.put((byte) 0);
    }
  }

  /** Ends the call; answers its serial. */
  int end() {
    out.putInt(start + BusMessage.BODY_LENGTH, out.position() - body);
    return serial;
  }

  /** All that was said since the last time; to be sent before anything else is said. */
  ByteBuffer taken() {
    ByteBuffer said = out.slice(0, out.position());
    out.clear();
    return said;
  }
}
