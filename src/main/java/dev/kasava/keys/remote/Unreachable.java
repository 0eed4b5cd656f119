package dev.kasava.keys.remote;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;

/**
 * Why a server could not be reached.
 *
 * @param what a sentence
 * @param advice what to do, a sentence or more
 */
public record Unreachable(String what, String advice) {
  /** What an attempt that failed tells. */
  public static Unreachable of(URI server, IOException failure) {
    Throwable root = root(failure);
    if (failure instanceof SSLException && root instanceof GeneralSecurityException) {
      return new Unreachable(
          "The certificate of " + server + " was not accepted (" + root.getMessage() + ").",
          "Check the address and the server's certificate. Where its authority is your own, name"
              + " the authority's certificate with \"kasava login --ca-cert FILE\", or in"
              + " KASAVA_CA_CERT.");
    }
    if (failure instanceof SSLException) {
      return new Unreachable(
          "What answers at " + server + " does not speak TLS as it should.",
          "Check the address: is it https, and the port that of TLS?");
    }
    if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
      return new Unreachable(
          "No machine is known by the name of the server " + server + ".",
          "Check its address, or name another with --server.");
    }
    return new Unreachable(
        "The server " + server + " cannot be reached.",
        "Is it running? Start it with \"kasava serve\", or name another with --server.");
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  @Override
  public String toString() {
    return what + " " + advice;
  }
}
