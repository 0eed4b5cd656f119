package dev.kasava.keys.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A certificate, those above it, and the private key that belongs to it. Immutable. */
final class TlsIdentity {
  private static final String PKCS8 = "PRIVATE KEY";

  /** What a key begins with that names its own kind: RFC 8017, A.1.2, and RFC 5915. */
  private static final List<String> BARE = List.of("RSA PRIVATE KEY", "EC PRIVATE KEY");

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private TlsIdentity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * @throws TlsException when they cannot be used, or do not belong together
   */
  static TlsIdentity of(TlsFiles files, TlsFiles.Contents contents) {
    List<X509Certificate> chain = chain(files, contents.certificate());
    PrivateKey key = key(files, contents.key(), chain.getFirst());
    TlsIdentity identity = new TlsIdentity(chain, key);
    if (!identity.belongsTogether()) {
      throw new TlsException(
          "The private key "
              + files.key()
              + " does not belong to the first certificate in "
              + files.certificate()
              + ". Name the key that the certificate was made for, and put the server's own"
              + " certificate first.");
    }
    return identity;
  }

  private static List<X509Certificate> chain(TlsFiles files, String pem) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>();
      for (Pem.Block block : Pem.blocks(pem)) {
        if (block.label().equals("CERTIFICATE")) {
          chain.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
      if (!chain.isEmpty()) {
        return List.copyOf(chain);
      }
    } catch (CertificateException | IllegalArgumentException e) {
      // Told below.
    }
    throw new TlsException(
        "The file "
            + files.certificate()
            + " holds no certificate in PEM. It has to begin with -----BEGIN CERTIFICATE-----, the"
            + " server's own first.");
  }

  private static PrivateKey key(TlsFiles files, String pem, X509Certificate certificate) {
    try {
      for (Pem.Block block : Pem.blocks(pem)) {
        if (block.isEncrypted()) {
          throw new TlsException(
              "The private key "
                  + files.key()
                  + " is encrypted, and nobody is there to type its password. Keep it decrypted"
                  + " where the server's user alone can read it: openssl pkey -in "
                  + files.key()
                  + " -out decrypted.pem");
        }
        byte[] encoded = pkcs8(block, certificate);
        if (encoded != null) {
          String algorithm = certificate.getPublicKey().getAlgorithm();
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        }
      }
    } catch (InvalidKeySpecException e) {
      throw new TlsException(
          "The private key "
              + files.key()
              + " is damaged, or of another kind than the certificate in "
              + files.certificate()
              + ". Name the key that the certificate was made for.");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Told below.
    }
    throw new TlsException(
        "The file "
            + files.key()
            + " holds no private key in PEM. It has to hold -----BEGIN PRIVATE KEY-----, or the"
            + " same for RSA or EC.");
  }

  /** Null when it is no private key. */
  private static byte @Nullable [] pkcs8(Pem.Block block, X509Certificate certificate)
      throws InvalidKeySpecException {
    if (block.label().equals(PKCS8)) {
      return block.der();
    }
    if (!BARE.contains(block.label())) {
      return null;
    }
    // RFC 5208: what kind of key it is, as the certificate's own public key has it; then the key.
    byte[] kind = kind(certificate.getPublicKey().getEncoded());
    return element(SEQUENCE, VERSION_0, kind, element(OCTETS, block.der()));
  }

  /** What kind of key it is: the first element of the sequence. */
  private static byte[] kind(byte[] publicKey) throws InvalidKeySpecException {
    int length = publicKey[1] & 0xff;
    int start = 2 + (length < 0x80 ? 0 : length & 0x7f);
    int kindLength = publicKey[start + 1];
    if (kindLength < 0) {
      // As long as that is none of the kinds whose keys come bare.
      throw new InvalidKeySpecException();
    }
    return Arrays.copyOfRange(publicKey, start, start + 2 + kindLength);
  }

  private static byte[] element(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    int length = content.size();
    if (length < 0x80) {
      whole.write(length);
    } else {
      int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
      whole.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        whole.write(length >> (8 * i));
      }
    }
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }

  private boolean belongsTogether() {
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
          };
      byte[] sample = {1, 2, 3};
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(sample);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(chain.getFirst().getPublicKey());
      checking.update(sample);
      return checking.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** When the certificate is good no longer. */
  Instant end() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /** What serves under this identity. */
  SSLContext context() {
    try {
      char[] none = {};
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("server", key, none, chain.toArray(new X509Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new TlsException("This Java cannot serve TLS with that certificate.");
    }
  }
}
