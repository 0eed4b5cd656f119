package dev.kasava.keys.keychain.os;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes what comes over a bus, in either order of bytes; right, unless it is told otherwise. */
final class BusBytes {
  static final int RETURN = 2;
  static final int ERROR = 3;
  static final int SIGNAL = 4;

  private final ByteOrder order;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  BusBytes(ByteOrder order) {
    this.order = order;
  }

  /**
   * @param body written in the same order
   */
  static byte[] message(ByteOrder order, int type, int answered, String signature, BusBytes body) {
    BusBytes fields = new BusBytes(order);
    fields.octet(5).signature("u").number(answered);
    fields.align(8).octet(7).signature("s").text("org.freedesktop.DBus");
    if (!signature.isEmpty()) {
      fields.align(8).octet(8).signature("g").signature(signature);
    }
    BusBytes whole = new BusBytes(order);
    whole.octet(order == ByteOrder.LITTLE_ENDIAN ? 'l' : 'B').octet(type).octet(1).octet(1);
    whole.number(body.bytes.size()).number(77).number(fields.bytes.size());
    return whole.raw(fields.bytes()).align(8).raw(body.bytes()).bytes();
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  /** As they stand. */
  BusBytes raw(byte[] octets) {
    bytes.writeBytes(octets);
    return this;
  }

  BusBytes octet(int octet) {
    bytes.write(octet);
    return this;
  }

  BusBytes number(int number) {
    align(4);
    bytes.writeBytes(ByteBuffer.allocate(4).order(order).putInt(number).array());
    return this;
  }

  BusBytes text(String text) {
    return octets(text.getBytes(StandardCharsets.US_ASCII)).octet(0);
  }

  BusBytes octets(byte[] octets) {
    return number(octets.length).raw(octets);
  }

  BusBytes signature(String signature) {
    return octet(signature.length()).raw(signature.getBytes(StandardCharsets.US_ASCII)).octet(0);
  }

  BusBytes paths(String... paths) {
    BusBytes array = new BusBytes(order);
    for (String path : paths) {
      array.align(4).text(path);
    }
    // As every element is aligned to four bytes, it does not matter where the array begins.
    return number(array.bytes.size()).raw(array.bytes());
  }

  BusBytes align(int size) {
    while (bytes.size() % size != 0) {
      bytes.write(0);
    }
    return this;
  }
}
