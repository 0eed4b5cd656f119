package dev.kasava.keys.keychain.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A message that came over a bus (D-Bus Specification, "Message Protocol"), and a cursor over its
 * arguments. It is read in place, and knows only the types that a keyring's answers have: whatever
 * is malformed or of another type is {@link Unclear}, and nothing else is thrown. Not thread-safe.
 */
final class BusMessage {
  /** This is no answer, or none that is understood here. */
  static final class Unclear extends Exception {
    Unclear() {
      super(null, null, false, false);
    }
  }

  /** Where the length of the arguments stands. */
  static final int BODY_LENGTH = 4;

  /** Where the length of the header's fields stands. */
  static final int FIELDS_LENGTH = 12;

  /** Where the header's fields begin. */
  static final int FIELDS = 16;

  /** Of anything, so that no sum overflows. */
  private static final int LONGEST = 1 << 24;

  private static final int LONGEST_PATH = 1_000;
  private static final int RETURN = 2;
  private static final int ERROR = 3;
  private static final int VERSION = 1;
  private static final int REPLY_SERIAL = 5;
  private static final int SIGNATURE = 8;

  private final ByteBuffer bytes;
  private final int type;
  private int at = FIELDS;
  private int replySerial;
  private String signature = "";

  /**
   * @param bytes all of it, as long as {@link #length} says
   */
  BusMessage(ByteBuffer bytes) throws Unclear {
    this.bytes = bytes.order(order(bytes.get(0)));
    this.type = bytes.get(1);
    if (bytes.get(3) != VERSION) {
      throw new Unclear();
    }
    int end = FIELDS + bytes.getInt(FIELDS_LENGTH);
    while (at < end) {
      field();
    }
    if (at != end) {
      throw new Unclear();
    }
    align(Long.BYTES);
  }

  /**
   * The length of the message that begins there, in bytes.
   *
   * @param to where ends what there is
   * @return 0 while there is too little of it to tell
   */
  static int length(ByteBuffer bytes, int from, int to) throws Unclear {
    if (to - from < FIELDS) {
      return 0;
    }
    ByteOrder before = bytes.order();
    bytes.order(order(bytes.get(from)));
    int body = bytes.getInt(from + BODY_LENGTH);
    int fields = bytes.getInt(from + FIELDS_LENGTH);
    bytes.order(before);
    if (body < 0 || body > LONGEST || fields < 0 || fields > LONGEST) {
      throw new Unclear();
    }
    return aligned(FIELDS + fields, Long.BYTES) + body;
  }

  private static ByteOrder order(byte mark) throws Unclear {
    if (mark == 'l') {
      return ByteOrder.LITTLE_ENDIAN;
    }
    if (mark == 'B') {
      return ByteOrder.BIG_ENDIAN;
    }
    throw new Unclear();
  }

  private static int aligned(int position, int size) {
    return (position + size - 1) / size * size;
  }

  private void field() throws Unclear {
    align(Long.BYTES);
    int code = octet();
    String kind = signature();
    if (code == REPLY_SERIAL && kind.equals("u")) {
      replySerial = number();
    } else if (code == SIGNATURE && kind.equals("g")) {
      signature = signature();
    } else {
      skip(kind);
    }
  }

  private void skip(String kind) throws Unclear {
    switch (kind) {
      case "s", "o" -> text();
      case "g" -> signature();
      case "u" -> number();
      default -> throw new Unclear();
    }
  }

  /** The serial of the call that this answers; 0 when it answers none. */
  int answered() {
    return type == RETURN || type == ERROR ? replySerial : 0;
  }

  /** Requires it to be no error, and its arguments to be of these types. */
  BusMessage with(String types) throws Unclear {
    if (type != RETURN || !signature.equals(types)) {
      throw new Unclear();
    }
    return this;
  }

  private void align(int size) throws Unclear {
    at = aligned(at, size);
    require(0);
  }

  private void require(int count) throws Unclear {
    if (count < 0 || count > bytes.limit() - at) {
      throw new Unclear();
    }
  }

  private int octet() throws Unclear {
    require(1);
    return bytes.get(at++) & 0xFF;
  }

  private int number() throws Unclear {
    align(Integer.BYTES);
    require(Integer.BYTES);
    int number = bytes.getInt(at);
    at += Integer.BYTES;
    return number;
  }

  /** A signature, or what a variant says of its value. */
  String signature() throws Unclear {
    return terminated(octet());
  }

  /** A text; what is not ASCII of it is lost. */
  String text() throws Unclear {
    return terminated(number());
  }

  /** A path of an object. */
  String path() throws Unclear {
    String path = text();
    if (path.length() > LONGEST_PATH || !path.startsWith("/")) {
      throw new Unclear();
    }
    return path;
  }

  /** The path in an array that has no other. */
  String onlyPath() throws Unclear {
    int length = number();
    int end = at + length;
    String path = path();
    if (at != end) {
      throw new Unclear();
    }
    return path;
  }

  boolean truth() throws Unclear {
    int number = number();
    if (number != 0 && number != 1) {
      throw new Unclear();
    }
    return number == 1;
  }

  /** An array of bytes, copied. */
  byte[] octets() throws Unclear {
    return octets(number());
  }

  /** Requires that there is nothing more. */
  void end() throws Unclear {
    if (at != bytes.limit()) {
      throw new Unclear();
    }
  }

  private byte[] octets(int length) throws Unclear {
    require(length);
    byte[] octets = new byte[length];
    bytes.get(at, octets);
    at += length;
    return octets;
  }

  private String terminated(int length) throws Unclear {
    String text = new String(octets(length), StandardCharsets.US_ASCII);
    if (octet() != 0) {
      throw new Unclear();
    }
    return text;
  }
}
