package dev.kasava.keys.holder;

import dev.kasava.keys.machine.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificate authorities that this program trusts besides those that Java does. */
public final class Authorities {
  /** The variable that names their file. */
  public static final String VARIABLE = "KASAVA_CA_CERT";

  private static final String REMEDY =
      " Name another file of certificates in PEM, with \"kasava login --ca-cert FILE\" or in "
          + VARIABLE
          + ".";

  private Authorities() {}

  /**
   * The file that the environment names; empty for none.
   *
   * @throws HolderException when what it says can name none
   */
  public static Optional<Path> named(Map<String, String> environment) {
    try {
      return Environment.value(environment, VARIABLE).map(Path::of);
    } catch (InvalidPathException e) {
      throw new HolderException("The value of " + VARIABLE + " names no file." + REMEDY);
    }
  }

  /**
   * Has the whole program trust them from now on, wherever it connects by TLS.
   *
   * @param file their certificates in PEM, one or several
   * @throws HolderException when it cannot be read, or holds none
   */
  public static void trust(Path file) {
    Collection<? extends Certificate> own = read(file);
    try {
      List<Certificate> all = new ArrayList<>(own);
      for (TrustManager usual : managers(null)) {
        if (usual instanceof X509TrustManager known) {
          all.addAll(Arrays.asList(known.getAcceptedIssuers()));
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(keyStore(all)), null);
      SSLContext.setDefault(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every Java has TLS", e);
    }
  }

  private static Collection<? extends Certificate> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException e) {
      throw new HolderException(
          "The file " + file + " of a certificate authority cannot be read." + REMEDY);
    } catch (CertificateException e) {
      // It is said below.
    }
    throw new HolderException(
        "The file " + file + " of a certificate authority holds no certificates in PEM." + REMEDY);
  }

  private static KeyStore keyStore(List<Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry(Integer.toString(i), certificates.get(i));
    }
    return store;
  }

  /**
   * @param store null for those that Java trusts
   */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
