package dev.kasava.keys.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServerAddressTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "http://127.0.0.1:8787, http://127.0.0.1:8787",
        "'  https://Keys.Example.com/  ', https://keys.example.com",
        "HTTPS://keys.example.com:443, https://keys.example.com:443",
        "http://[::1]:8787, http://[::1]:8787",
        "https://keys.example.com/path, none",
        "https://keys.example.com//, none",
        "https://keys.example.com?a=b, none",
        "https://keys.example.com#a, none",
        "https://me@keys.example.com, none",
        "ftp://keys.example.com, none",
        "keys.example.com, none",
        "https:///, none",
        "'', none",
        "http://a b, none",
      })
  void hasOneSpelling(String text, @Nullable String address) {
    assertThat(ServerAddress.parse(text).map(URI::toString).orElse(null)).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8787, false",
    "http://127.9.9.9, false",
    "http://[::1]:8787, false",
    "http://localhost, false",
    "http://keys.localhost, false",
    "https://keys.example.com, false",
    "http://keys.example.com, true",
    "http://10.0.0.1, true",
    "http://[2001:db8::1], true",
    "http://notlocalhost, true",
    "http://localhost.example.com, true",
  })
  void keysTravelOpenlyByHttpToOtherMachines(URI server, boolean isExposed) {
    assertThat(ServerAddress.isExposed(server)).isEqualTo(isExposed);
  }
}
