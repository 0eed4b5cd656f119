package dev.kasava.keys.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kasava.keys.key.KeyId;
import dev.kasava.keys.key.Outcome;
import dev.kasava.keys.store.KeyOrder;
import dev.kasava.keys.wire.Moments;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;

/** Places in lists, time zones and times, as callers write them. */
final class CursorsFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private static String base64(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static void holds(KeyOrder order, String cursor) {
    Cursors.position(order, cursor)
        .ifPresent(position -> assertThat(KeyId.parse(position.id().value())).isPresent());
  }

  @FuzzTest(maxDuration = "", maxExecutions = 150_000)
  void placesZonesAndTimesAreReadOrRefused(FuzzedDataProvider data) {
    KeyOrder order = data.pickValue(KeyOrder.values());
    String id = data.consumeBoolean() ? "key_0123456789abcdefghijkl" : data.consumeString(30);
    String place = data.consumeLong() + data.pickValue(new String[] {".", "", "/", "e"}) + id;
    String name = data.consumeString(30);
    String written = order == KeyOrder.NEWEST ? place : order.code() + "/" + place + "/" + name;
    holds(order, base64(data.consumeBoolean() ? written : name));
    holds(order, name);
    String text = data.consumeRemainingAsString();
    if (Zones.parse(text, NOW) instanceof Outcome.Done<ZoneId>(ZoneId zone)) {
      assertThat(zone.getId()).isNotEmpty();
      assertThat(zone.getRules().getOffset(NOW).getTotalSeconds() % 900).isZero();
    }
    if (Moments.parse("at", text) instanceof Outcome.Done<Instant>(Instant moment)) {
      assertThat(Moments.parse("at", moment.toString())).isEqualTo(Outcome.done(moment));
    }
  }
}
