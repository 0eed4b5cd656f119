package dev.kasava.keys.keychain.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the session's bus is looked for, and which addresses are plain. */
final class BusAddressTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      textBlock =
          """
          unix:path=/run/user/1000/bus | /run/user/1000/bus
          unix:path=/run/user/1000/bus,guid=0123456789abcdef0123456789abcdef | /run/user/1000/bus
          unix:path=/a;unix:path=/b | none
          unix:path=/with%20space | none
          unix:guid=0123456789abcdef0123456789abcdef,path=/a | none
          unix:abstract=/tmp/dbus-1 | none
          unix:runtime=yes | none
          tcp:host=127.0.0.1,port=4711 | none
          unixexec:path=/bin/true | none
          nonsense | none
          """)
  void onlyAPlainSocketIsOne(String address, String socket) {
    assertThat(BusAddress.socketOf(address)).isEqualTo(socket);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void whatTheEnvironmentNamesGoesBeforeTheUsualPlace() throws IOException {
    Files.createFile(folder.resolve("bus"));
    Map<String, String> reduced = Map.of("XDG_RUNTIME_DIR", folder.toString());
    assertThat(BusAddress.find(reduced)).isEqualTo("unix:path=" + folder.resolve("bus"));
    assertThat(
            BusAddress.find(
                Map.of("XDG_RUNTIME_DIR", folder.toString(), "DBUS_SESSION_BUS_ADDRESS", "tcp:")))
        .isEqualTo("tcp:");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void thePlaceByTheUsersNumberIsUsual() {
    assertThat(BusAddress.find(Map.of()))
        .satisfiesAnyOf(
            none -> assertThat(none).isNull(),
            found -> assertThat(found).matches("unix:path=/run/user/\\d+/bus"));
  }
}
