package dev.kasava.keys.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

final class UnreachableTest {
  private static final URI SERVER = URI.create("https://keys.example.com");

  private static String of(IOException failure) {
    return Unreachable.of(SERVER, failure).toString();
  }

  private static <T extends Throwable> T causedBy(T failure, Throwable cause) {
    failure.initCause(cause);
    return failure;
  }

  @Test
  void aCertificateIsNamedWithItsRemedy() {
    SSLException refused =
        causedBy(
            new SSLHandshakeException("PKIX"), new CertificateException("no path to an anchor"));
    assertThat(of(refused))
        .startsWith("The certificate of https://keys.example.com was not accepted")
        .contains("(no path to an anchor)", "--ca-cert", "KASAVA_CA_CERT");
  }

  @Test
  void whatSpeaksNoTlsIsNoCertificate() {
    assertThat(of(new SSLException("plaintext connection?")))
        .startsWith("What answers at https://keys.example.com does not speak TLS")
        .doesNotContain("certificate");
  }

  @Test
  void aNameThatNobodyKnowsIsNoServerThatIsDown() {
    for (IOException unknown :
        List.of(
            new UnknownHostException("keys.example.com"),
            causedBy(new ConnectException(), new UnresolvedAddressException()))) {
      assertThat(of(unknown)).startsWith("No machine is known by the name").contains("--server");
    }
    assertThat(of(new ConnectException("refused")))
        .isEqualTo(
            "The server https://keys.example.com cannot be reached. Is it running? Start it with"
                + " \"kasava serve\", or name another with --server.");
  }
}
