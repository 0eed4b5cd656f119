package dev.kasava.keys.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The identity that a server shows, read anew when its files change. For one thread at a time. */
public final class Tls {
  private static final Logger log = LoggerFactory.getLogger(Tls.class);

  /** RFC 9325, section 3.1.1. */
  static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private static final Duration SOON = Duration.ofDays(7);
  private static final Duration OFTEN = Duration.ofDays(1);

  private final TlsFiles files;
  private final InstantSource clock;
  private final SSLContext first;
  private TlsFiles.Contents seen;
  private TlsFiles.Contents tried;
  private String told = "";
  private Instant end;
  private Instant warnedAt;

  /**
   * Reads the files.
   *
   * @throws TlsException when they cannot be used
   */
  public Tls(TlsFiles files, InstantSource clock) {
    this.files = files;
    this.clock = clock;
    TlsFiles.Contents contents = files.read();
    TlsIdentity identity = TlsIdentity.of(files, contents);
    this.first = identity.context();
    this.seen = contents;
    this.tried = contents;
    this.end = identity.end();
    this.warnedAt = clock.instant();
    warnOfTheEnd();
  }

  /** What to serve with at first. */
  SSLContext first() {
    return first;
  }

  /** Those with authenticated encryption and forward secrecy (RFC 9325, section 4.2). */
  static String[] cipherSuites(SSLContext context) {
    return Arrays.stream(context.getDefaultSSLParameters().getCipherSuites())
        .filter(suite -> suite.contains("_GCM_") || suite.contains("_CHACHA20_"))
        .filter(suite -> !suite.startsWith("TLS_RSA_"))
        .toArray(String[]::new);
  }

  /**
   * Looks whether the files changed. New ones are used once they stayed the same from one look to
   * the next, since a certificate and its key are not written at the same moment; those that cannot
   * be used are told of once, and what was used before stays. Its end is told of every day.
   */
  public void look(Consumer<SSLContext> use) {
    if (!clock.instant().isBefore(warnedAt.plus(OFTEN))) {
      warnOfTheEnd();
    }
    try {
      TlsFiles.Contents contents = files.read();
      boolean isSettled = contents.equals(seen);
      seen = contents;
      if (!isSettled || contents.equals(tried)) {
        return;
      }
      tried = contents;
      TlsIdentity identity = TlsIdentity.of(files, contents);
      use.accept(identity.context());
      end = identity.end();
      told = "";
      log.info("Serving with the new certificate, which is good until {}.", end);
      warnOfTheEnd();
    } catch (TlsException e) {
      tellOnce(e);
    }
  }

  private void tellOnce(TlsException e) {
    String message = String.valueOf(e.getMessage());
    if (!message.equals(told)) {
      told = message;
      log.error("Serving on with the certificate before. {}", message);
    }
  }

  private void warnOfTheEnd() {
    Instant now = clock.instant();
    warnedAt = now;
    if (end.isBefore(now)) {
      log.warn("The certificate {} expired at {}.", files.certificate(), end);
    } else if (end.isBefore(now.plus(SOON))) {
      log.warn("The certificate {} expires at {}.", files.certificate(), end);
    }
  }
}
