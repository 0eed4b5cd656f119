package dev.kasava.keys.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientsTest {
  @AfterEach
  void forget() {
    Clients.beforeTls(null);
  }

  @Test
  void trustIsSettledOnceAndForTlsAlone() {
    AtomicInteger settled = new AtomicInteger();
    Clients.beforeTls(settled::incrementAndGet);
    assertThat(Clients.to(URI.create("http://127.0.0.1:8787"))).isNotNull();
    assertThat(settled).hasValue(0);
    assertThat(Clients.to(URI.create("HTTPS://keys.example.com"))).isNotNull();
    assertThat(Clients.to(URI.create("https://keys.example.com"))).isNotNull();
    assertThat(settled).hasValue(1);
  }
}
