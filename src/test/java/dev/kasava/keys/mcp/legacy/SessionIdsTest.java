package dev.kasava.keys.mcp.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.SetClock;
import dev.kasava.keys.key.Client;
import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import dev.kasava.keys.mcp.feature.Ability;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an id of a session says, to whom, and for how long. */
final class SessionIdsTest {
  private static final String ME = "key_0000000000000000000001";
  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private final SetClock clock = new SetClock(Instant.parse("2027-03-01T10:00:00Z"));
  private final SessionIds ids = over(pepper(1));

  private static Pepper pepper(int version) {
    byte[] bytes = new byte[Pepper.BYTES];
    Arrays.fill(bytes, (byte) version);
    return new Pepper(version, bytes);
  }

  private SessionIds over(Pepper... peppers) {
    return new SessionIds(new Peppers(List.of(peppers)), clock);
  }

  private String begin() {
    return ids.begin(Client.CURSOR, EnumSet.of(Ability.FORM), ME).id();
  }

  private SessionIds.@Nullable Beginning open(String id) {
    return over(pepper(1)).open(id, ME);
  }

  @Test
  void sayHowTheSessionBegan() {
    for (Set<Ability> abilities :
        List.of(
            EnumSet.noneOf(Ability.class),
            EnumSet.of(Ability.LINK, Ability.ROOTS),
            EnumSet.of(Ability.FORM, Ability.SAMPLING),
            EnumSet.allOf(Ability.class))) {
      for (Client client : Client.values()) {
        SessionIds.Beginning begun = ids.begin(client, abilities, ME);
        clock.advance(Duration.ofSeconds(1));
        assertThat(open(begun.id())).isEqualTo(begun);
      }
    }
  }

  @Test
  void areVisibleAsciiAndShort() {
    for (Client client : Client.values()) {
      String id = ids.begin(client, EnumSet.allOf(Ability.class), ME + "x".repeat(500)).id();
      assertThat(id).matches("[A-Za-z0-9_-]{50,90}");
      assertThat(SessionIds.name(id)).hasSize(20);
    }
  }

  @Test
  void neverComeTwice() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      assertThat(names.add(SessionIds.name(begin()))).isTrue();
    }
  }

  @Test
  void areGoodForNobodyElseAndDoNotSayWhose() {
    String id = begin();
    for (String other :
        List.of("", "key_0000000000000000000002", ME + " ", "operator " + ME, "https://i " + ME)) {
      assertThat(ids.open(id, other)).isNull();
    }
    assertThat(
            new String(
                Base64.getUrlDecoder().decode(id), java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("key_");
  }

  /** What belongs to the id and what to its holder cannot be shifted between them. */
  @Test
  void noPartCanBeTakenForAnother() {
    String id = ids.begin(Client.CURL, EnumSet.noneOf(Ability.class), "x" + ME).id();
    byte[] whole = Base64.getUrlDecoder().decode(id);
    byte[] longer = new byte[whole.length + 1];
    int body = whole.length - 16;
    System.arraycopy(whole, 0, longer, 0, body);
    longer[body] = 'x';
    System.arraycopy(whole, body, longer, body + 1, 16);
    assertThat(ids.open(id, "x" + ME)).isNotNull();
    assertThat(ids.open(Base64.getUrlEncoder().withoutPadding().encodeToString(longer), ME))
        .isNull();
  }

  @Test
  void noCharacterCanBeChanged() {
    String id = begin();
    for (int i = 0; i < id.length(); i++) {
      for (int j = 0; j < CHARACTERS.length(); j++) {
        String changed = id.substring(0, i) + CHARACTERS.charAt(j) + id.substring(i + 1);
        assertThat(open(changed) == null).as(changed).isEqualTo(!changed.equals(id));
      }
    }
  }

  @Test
  void whatIsNoneIsNone() {
    String id = begin();
    for (String none :
        List.of(
            "",
            "x",
            " " + id,
            id + "=",
            id + "A",
            id.substring(1),
            id.substring(0, id.length() - 1),
            "A".repeat(40),
            "A".repeat(96),
            "A".repeat(100_000),
            "00000000-0000-4000-8000-000000000000",
            "\u00e9".repeat(60))) {
      assertThat(open(none)).as(none.length() > 200 ? "long" : none).isNull();
    }
  }

  @Test
  void areGoodUntilTheSessionIsOver() {
    String id = begin();
    clock.advance(Session.LONGEST.minusMillis(1));
    assertThat(open(id)).isNotNull();
    clock.advance(Duration.ofMillis(1));
    assertThat(open(id)).isNull();
  }

  @Test
  void aProcessWhoseClockIsBehindTakesThemToo() {
    String id = begin();
    clock.advance(Duration.ofMinutes(-5));
    assertThat(open(id)).isNotNull();
  }

  @Test
  void outliveAnExchangeOfThePepperUntilTheOldOneIsGone() {
    String id = begin();
    assertThat(over(pepper(1), pepper(2)).open(id, ME)).isNotNull();
    assertThat(over(pepper(2)).open(id, ME)).isNull();
    String next = over(pepper(1), pepper(2)).begin(Client.CURL, Set.of(), ME).id();
    assertThat(over(pepper(2)).open(next, ME)).isNotNull();
    assertThat(open(next)).isNull();
  }
}
