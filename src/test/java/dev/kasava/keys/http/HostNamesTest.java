package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostNamesTest {
  private final HostNames names =
      new HostNames(URI.create("https://Keys.example.com:8443"), "2001:DB8::7");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:1",
        "127.0.0.1:65535",
        "127.0.0.1",
        "[::1]",
        "[::1]:8787",
        "keys.example.com",
        "KEYS.example.com:443",
        "[2001:db8::7]",
        "[2001:DB8::7]:80"
      })
  void theirOwnNamesAreKnownWithAnyPort(String host) {
    assertThat(names.knows(host)).isTrue();
    assertThat(names.knows(host)).as("once more").isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "evil.example",
        "keys.example.com.evil.example",
        "evil.keys.example.com",
        "localhost:",
        "localhost:x",
        "localhost:80x",
        "localhost:-1",
        "localhost:123456",
        "localhost:80:80",
        "localhost@evil.example",
        "127.0.0.1.",
        "127.0.0.2",
        "::1",
        "[::1",
        "[::1]:",
        "[::2]",
        "[::1]x:80",
        "2001:db8::7"
      })
  void othersAreNot(String host) {
    assertThat(names.knows("localhost")).isTrue();
    assertThat(names.knows(host)).isFalse();
    assertThat(names.knows(host)).as("once more").isFalse();
  }

  @Test
  void onlyThePublicUrlIsAnOriginBesides() {
    assertThat(names.isPublicOrigin("https://keys.example.com:8443")).isTrue();
    assertThat(names.isPublicOrigin("HTTPS://KEYS.EXAMPLE.COM:8443")).isTrue();
    assertThat(names.isPublicOrigin("https://keys.example.com")).isFalse();
    assertThat(names.isPublicOrigin("http://keys.example.com:8443")).isFalse();
    HostNames local = new HostNames(null, "Example.org");
    assertThat(local.isPublicOrigin("null")).isFalse();
    assertThat(local.knows("example.org:8787")).isTrue();
    assertThat(local.knows("keys.example.com")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "192.0.2.1:80", "[::1]", "[2001:db8::7]:443"})
  void anAddressIsOne(String host) {
    assertThat(HostNames.isAddress(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "192.0.2", "192.0.2.1.example", "[::1", "::1", "[x]"})
  void aNameIsNone(String host) {
    assertThat(HostNames.isAddress(host)).isFalse();
  }
}
