package dev.kasava.keys.keychain.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A bus with a keyring that is well but for one thing. */
enum Oddity implements FakeBus.Script {
  REJECTED("Hello"),
  SILENT_FROM_THE_BEGINNING("Hello"),
  A_LINE_WITHOUT_AN_END("Hello"),
  SILENT("GetSecret"),
  HANGS_UP("SearchItems"),
  HALF_AN_ANSWER("GetSecret"),
  ANOTHER_SERIAL("GetSecret"),
  SERIAL_OUT_OF_RANGE("GetSecret"),
  PLAIN_REFUSED("OpenSession"),
  NO_KEYRING("ReadAlias"),
  SEARCH_REFUSED("SearchItems"),
  SECRET_REFUSED("GetSecret"),
  NO_COLLECTION("ReadAlias"),
  LOCKED("Get"),
  LOCKED_OR_NOT("Get"),
  NO_ITEM("SearchItems"),
  TWO_ITEMS("SearchItems"),
  A_TEXT_FOR_A_PATH("ReadAlias"),
  A_PATH_WITHOUT_AN_END("ReadAlias"),
  A_PATH_TOO_LONG("SearchItems"),
  ENCRYPTED("GetSecret"),
  ANOTHER_SESSION("GetSecret"),
  AN_EMPTY_SECRET("GetSecret"),
  MORE_THAN_A_SECRET("GetSecret"),
  A_LONG_SECRET("GetSecret"),
  A_LENGTH_WITHOUT_SENSE("GetSecret"),
  A_HUGE_BODY("GetSecret"),
  A_NEGATIVE_BODY("GetSecret"),
  HUGE_FIELDS("GetSecret"),
  AN_UNKNOWN_ORDER("GetSecret"),
  AN_UNKNOWN_VERSION("GetSecret"),
  NO_END_OF_OTHER_THINGS("GetSecret");

  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
  private static final String SECRET = "kept";

  private static final FakeKeyring KEYRING = new FakeKeyring(ORDER, SECRET);

  private final String member;

  /**
   * @param member of the call whose answer is odd
   */
  Oddity(String member) {
    this.member = member;
  }

  String member() {
    return member;
  }

  /** Whether only the clock ends it. */
  boolean isSilent() {
    return switch (this) {
      case SILENT_FROM_THE_BEGINNING, SILENT, HALF_AN_ANSWER, ANOTHER_SERIAL, SERIAL_OUT_OF_RANGE ->
          true;
      default -> false;
    };
  }

  /** What is said to the greeting. */
  String welcome() {
    return switch (this) {
      case REJECTED -> "REJECTED EXTERNAL\r\n";
      case SILENT_FROM_THE_BEGINNING -> "";
      case A_LINE_WITHOUT_AN_END -> "DATA".repeat(10_000);
      default -> FakeBus.WELCOME;
    };
  }

  @Override
  public byte @Nullable [] answer(FakeBus.Call call) {
    boolean isOdd = call.member().equals(member) || this == SILENT_FROM_THE_BEGINNING;
    return isOdd ? odd(call) : KEYRING.answer(call);
  }

  private byte @Nullable [] odd(FakeBus.Call call) {
    return switch (this) {
      case REJECTED, HANGS_UP, A_LINE_WITHOUT_AN_END -> null;
      case SILENT_FROM_THE_BEGINNING, SILENT -> new byte[0];
      case PLAIN_REFUSED, NO_KEYRING, SEARCH_REFUSED, SECRET_REFUSED -> KEYRING.error(call);
      case NO_COLLECTION -> KEYRING.answer(call, "o", body().text("/"));
      case LOCKED -> KEYRING.answer(call, "v", body().signature("b").number(1));
      case LOCKED_OR_NOT -> KEYRING.answer(call, "v", body().signature("b").number(2));
      case NO_ITEM -> KEYRING.answer(call, "ao", body().paths());
      case TWO_ITEMS -> KEYRING.answer(call, "ao", body().paths(FakeKeyring.ITEM, "/2"));
      case A_TEXT_FOR_A_PATH -> KEYRING.answer(call, "s", body().text(FakeKeyring.COLLECTION));
      case A_PATH_WITHOUT_AN_END -> KEYRING.answer(call, "o", body().number(1).octet('/').octet(1));
      case A_PATH_TOO_LONG -> KEYRING.answer(call, "ao", body().paths("/far".repeat(1_000)));
      default -> oddSecret(call);
    };
  }

  private byte[] oddSecret(FakeBus.Call call) {
    return switch (this) {
      case ENCRYPTED -> secret(call, KEYRING.secret(FakeKeyring.SESSION, "iv", SECRET));
      case ANOTHER_SESSION -> secret(call, KEYRING.secret("/other", "", SECRET));
      case AN_EMPTY_SECRET -> secret(call, KEYRING.secret(FakeKeyring.SESSION, "", ""));
      case MORE_THAN_A_SECRET ->
          secret(call, KEYRING.secret(FakeKeyring.SESSION, "", SECRET).octet(0));
      case A_LONG_SECRET ->
          secret(call, KEYRING.secret(FakeKeyring.SESSION, "", SECRET.repeat(10_000)));
      case A_LENGTH_WITHOUT_SENSE ->
          secret(call, body().text(FakeKeyring.SESSION).number(0).number(-1));
      case ANOTHER_SERIAL -> good(new FakeBus.Call(member, call.serial() + 1));
      case SERIAL_OUT_OF_RANGE -> good(new FakeBus.Call(member, Integer.MIN_VALUE));
      default -> damaged(good(call));
    };
  }

  private byte[] damaged(byte[] answer) {
    return switch (this) {
      case HALF_AN_ANSWER -> Arrays.copyOf(answer, answer.length / 2);
      case A_HUGE_BODY -> with(answer, BusMessage.BODY_LENGTH, Integer.MAX_VALUE);
      case A_NEGATIVE_BODY -> with(answer, BusMessage.BODY_LENGTH, -1);
      case HUGE_FIELDS -> with(answer, BusMessage.FIELDS_LENGTH, Integer.MAX_VALUE);
      case AN_UNKNOWN_ORDER -> with(answer, 0, 0x0102_0378);
      case AN_UNKNOWN_VERSION -> with(answer, 0, 0x0201_026C);
      case NO_END_OF_OTHER_THINGS -> signals();
      default -> throw new IllegalStateException(name());
    };
  }

  private byte[] signals() {
    BusBytes signals = body();
    for (int i = 0; i < 1_000; i++) {
      signals.raw(KEYRING.signal());
    }
    return signals.bytes();
  }

  private static byte[] with(byte[] answer, int at, int number) {
    ByteBuffer.wrap(answer).order(ORDER).putInt(at, number);
    return answer;
  }

  private BusBytes body() {
    return KEYRING.body();
  }

  private byte[] secret(FakeBus.Call call, BusBytes body) {
    return KEYRING.answer(call, "(oayays)", body);
  }

  private byte[] good(FakeBus.Call call) {
    return secret(call, KEYRING.secret(FakeKeyring.SESSION, "", SECRET));
  }
}
