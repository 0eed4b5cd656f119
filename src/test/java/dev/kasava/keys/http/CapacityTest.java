package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.key.Client;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is counted, and how much of it there may be. */
final class CapacityTest {
  @ParameterizedTest
  @CsvSource({
    "1024, 1073741824, 774",
    "8000, 1073741824, 7000",
    "1048576, 1073741824, 10000",
    "1048576, 24576000, 1000",
    "100, 1073741824, 16",
  })
  void connectionsLeaveFilesAndMemoryForTheRest(long files, long memory, int connections) {
    assertThat(Capacity.connections(files, memory)).isEqualTo(connections);
  }

  @Test
  void aMachineTakesOnWhatItHasRoomFor() {
    long memory = Runtime.getRuntime().maxMemory();
    Capacity capacity = Capacity.ofThisMachine();
    assertThat(capacity.connections()).isBetween(16, 10_000);
    assertThat(capacity.patience()).isEqualTo(Duration.ofSeconds(7));
    assertThat((long) capacity.buffers() * Server.BUFFER_BYTES)
        .isBetween(memory / 2 - Server.BUFFER_BYTES, memory / 2);
    assertThat(Capacity.bodyBytes()).isEqualTo(Math.max(2L * Server.MAX_BODY_BYTES, memory / 4));
  }

  @Test
  void placesAreTakenTogetherOrNotAtAll() {
    Places places = new Places(10);
    assertThat(places.take(7)).isTrue();
    assertThat(places.take(4)).isFalse();
    assertThat(places.take(3)).isTrue();
    assertThat(places.take(1)).isFalse();
    places.giveBack(7);
    assertThat(places.take(7)).isTrue();
  }

  @Test
  void trafficIsCounted() {
    Traffic traffic = new Traffic();
    traffic.changed(3);
    traffic.changed(-1);
    traffic.cutOne();
    traffic.refusedOne();
    traffic.refusedOne();
    assertThat(traffic.open()).isEqualTo(2);
    assertThat(traffic.cut()).isEqualTo(1);
    assertThat(traffic.refused()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"curl/8.5.0, CURL", "none, UNKNOWN", "something/1, OTHER", "curl/8.5.0, CURL"})
  void aClientIsNamedEachTimeAlike(@Nullable String name, Client client) {
    ClientNames names = new ClientNames();
    assertThat(names.client(name)).isEqualTo(client);
    assertThat(names.client(name)).isEqualTo(client);
    assertThat(names.client("curl/" + "8".repeat(500))).isEqualTo(Client.CURL);
    for (int i = 0; i < 3_000; i++) {
      assertThat(names.client("Go-http-client/" + i)).isEqualTo(Client.GO);
    }
    assertThat(names.client(name)).isEqualTo(client);
  }
}
