package dev.kasava.keys.cli;

import dev.kasava.keys.http.TlsFiles;
import dev.kasava.keys.http.TrustedProxies;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code serve} is reached over a network, and by whom. */
final class ConnectionOptions {
  private static final String CERTIFICATE = "KASAVA_TLS_CERT";
  private static final String KEY = "KASAVA_TLS_KEY";
  private static final String PROXIES = "KASAVA_TRUSTED_PROXIES";

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Serve TLS with this certificate in PEM, followed by those above it. Read anew when it"
              + " changes. KASAVA_TLS_CERT does the same.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "Its private key in PEM, not encrypted. KASAVA_TLS_KEY does the same.")
  @Nullable Path key;

  @Option(
      names = "--trusted-proxy",
      paramLabel = "CIDR",
      description =
          "Believe X-Forwarded-For, -Proto and -Host from proxies in this network, e.g. 10.0.0.0/8."
              + " More than one may be named. KASAVA_TRUSTED_PROXIES names them with commas.")
  List<String> proxies = new ArrayList<>();

  @Option(
      names = "--allow-plain-http",
      description = "Bind another address than loopback although keys would travel unencrypted.")
  boolean allowPlainHttp;

  /** Null where neither is named. */
  @Nullable TlsFiles tls(Map<String, String> environment) {
    Path chain = certificate == null ? named(environment, CERTIFICATE) : certificate;
    Path secret = key == null ? named(environment, KEY) : key;
    if (chain == null && secret == null) {
      return null;
    }
    if (chain == null || secret == null) {
      throw new CommandFailure(
          ExitCode.USAGE, "TLS needs both --tls-cert and --tls-key. Name the other file, too.");
    }
    return new TlsFiles(chain, secret);
  }

  private static @Nullable Path named(Map<String, String> environment, String variable) {
    String text = environment.getOrDefault(variable, "");
    return text.isBlank() ? null : Path.of(text.strip());
  }

  TrustedProxies trusted(Map<String, String> environment) {
    String listed = environment.getOrDefault(PROXIES, "");
    List<String> networks = proxies;
    if (networks.isEmpty() && !listed.isBlank()) {
      networks = List.of(listed.strip().split("\\s*,\\s*"));
    }
    try {
      return TrustedProxies.of(networks);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "A trusted proxy is an address or a network, for example 10.0.0.0/8 or ::1.");
    }
  }

  /** Refuses to let keys travel unencrypted unless that was insisted on. */
  void check(String host, @Nullable TlsFiles tls, TrustedProxies trusted) {
    if (!isLoopback(host) && tls == null && trusted.isEmpty() && !allowPlainHttp) {
      throw new CommandFailure(
          ExitCode.REFUSED,
          "On "
              + host
              + " keys would travel unencrypted. Give it a certificate with --tls-cert and"
              + " --tls-key; or bind 127.0.0.1 and put a proxy with TLS in front; or name such a"
              + " proxy elsewhere with --trusted-proxy; or insist with --allow-plain-http.");
    }
  }

  private static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      throw new CommandFailure(ExitCode.USAGE, "There is no address " + host + " on this machine.");
    }
  }
}
