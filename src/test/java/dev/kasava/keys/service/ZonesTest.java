package dev.kasava.keys.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.app.Choices;
import dev.kasava.keys.app.DataFolder;
import dev.kasava.keys.app.Installation;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ZonesTest {
  /** The machine's zone is whatever its administrator called it. */
  @ParameterizedTest
  @CsvSource({
    "Etc/UTC, UTC",
    "UTC, UTC",
    "Etc/UCT, UTC",
    "Zulu, UTC",
    "Z, UTC",
    "GMT, UTC",
    "Europe/London, Europe/London",
    "Africa/Abidjan, Africa/Abidjan",
    "+01:00, +01:00",
  })
  void theFirstOwnersZoneIsUtcUnderThatName(String machine, String owner, @TempDir Path folder) {
    try (Installation installation =
        Installation.initialise(
            new DataFolder(folder), Choices.USUAL, Map.of(), InstantSource.system())) {
      var _ = installation.firstStart().begin("Owner", ZoneId.of(machine)).orElseThrow();
      assertThat(
              installation
                  .keys()
                  .read(reader -> reader.firstOwner())
                  .orElseThrow()
                  .timeZone()
                  .getId())
          .isEqualTo(owner);
    }
  }
}
