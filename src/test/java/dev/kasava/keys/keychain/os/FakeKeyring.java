package dev.kasava.keys.keychain.os;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Answers as a keyring does in which all is as usual. */
final class FakeKeyring implements FakeBus.Script {
  static final String COLLECTION = "/org/freedesktop/secrets/collection/login";
  static final String ITEM = COLLECTION + "/1";
  static final String SESSION = "/org/freedesktop/secrets/session/s1";

  private final ByteOrder order;
  private final String secret;

  FakeKeyring(ByteOrder order, String secret) {
    this.order = order;
    this.secret = secret;
  }

  @Override
  public byte @Nullable [] answer(FakeBus.Call call) {
    return switch (call.member()) {
      case "Hello" -> answer(call, "s", body().text(":1.7"));
      case "ReadAlias" -> answer(call, "o", body().text(COLLECTION));
      case "OpenSession" -> answer(call, "vo", body().signature("s").text("").text(SESSION));
      case "Get" -> answer(call, "v", body().signature("b").number(0));
      case "SearchItems" -> answer(call, "ao", body().paths(ITEM));
      case "GetSecret" -> answer(call, "(oayays)", secret(SESSION, "", secret));
      default -> null;
    };
  }

  BusBytes body() {
    return new BusBytes(order);
  }

  BusBytes secret(String session, String parameters, String value) {
    return body()
        .text(session)
        .octets(parameters.getBytes(StandardCharsets.US_ASCII))
        .octets(value.getBytes(StandardCharsets.US_ASCII))
        .text("text/plain");
  }

  byte[] answer(FakeBus.Call call, String signature, BusBytes body) {
    return BusBytes.message(order, BusBytes.RETURN, call.serial(), signature, body);
  }

  byte[] error(FakeBus.Call call) {
    return BusBytes.message(order, BusBytes.ERROR, call.serial(), "s", body().text("No."));
  }

  byte[] signal() {
    return BusBytes.message(order, BusBytes.SIGNAL, 0, "s", body().text(":1.7"));
  }
}
