package dev.kasava.keys.http;

import io.undertow.util.HeaderValues;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a submitted form, read strictly: percent-encoding and UTF-8 have to be right.
 * Redacted when printed, since a field may hold a key.
 */
public final class Form {
  /** The largest form, in bytes. */
  public static final int MOST_BYTES = 64 * 1024;

  private static final int MOST_FIELDS = 200;
  private static final String TYPE = "application/x-www-form-urlencoded";

  private final Map<String, List<String>> fields;

  private Form(Map<String, List<String>> fields) {
    this.fields = fields;
  }

  public static boolean isForm(@Nullable HeaderValues contentTypes) {
    return Bodies.mediaType(contentTypes).equals(TYPE);
  }

  /** Empty when the body is no form. */
  public static Optional<Form> parse(byte[] body) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    String text = new String(body, StandardCharsets.ISO_8859_1);
    if (text.isEmpty()) {
      return Optional.of(new Form(fields));
    }
    String[] pairs = text.split("&", -1);
    if (pairs.length > MOST_FIELDS) {
      return Optional.empty();
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? null : decode(pair.substring(0, equals));
      String value = equals < 0 ? null : decode(pair.substring(equals + 1));
      if (name == null || value == null) {
        return Optional.empty();
      }
      fields.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
    return Optional.of(new Form(fields));
  }

  private static @Nullable String decode(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        bytes.put((byte) (high * 16 + low));
        i += 2;
      } else {
        bytes.put((byte) (c == '+' ? ' ' : c));
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The field's value; empty when it is not there, or there more than once. */
  public String one(String name) {
    List<String> values = fields.getOrDefault(name, List.of());
    return values.size() == 1 ? values.getFirst() : "";
  }

  public boolean has(String name) {
    return fields.containsKey(name);
  }

  public List<String> all(String name) {
    return fields.getOrDefault(name, List.of());
  }

  @Override
  public String toString() {
    return "Form[redacted]";
  }
}
