package dev.kasava.keys.app;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the JVM learns of the way to a Linux desktop's keyring. Where a program is built there is
 * none, so that the classes are only looked at, and the ciphers tried on nothing.
 */
final class KeyringRehearsal {
  private KeyringRehearsal() {}

  /**
   * @param libraries the folder of the program's libraries
   */
  static void run(Path libraries) throws IOException, GeneralSecurityException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(libraries, "{dbus-java,secret-service}*.jar")) {
      for (Path jar : jars) {
        look(jar);
      }
    }
    encrypt();
  }

  private static void look(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
        String name = entries.nextElement().getName();
        if (name.endsWith(".class") && !name.contains("-") && !name.startsWith("META-INF")) {
          look(name.substring(0, name.length() - ".class".length()).replace('/', '.'));
        }
      }
    }
  }

  private static void look(String name) {
    try {
      Class.forName(name, false, KeyringRehearsal.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // It needs a library that is not part of the program.
    }
  }

  /** The ways in which the Secret Service encrypts what it hands over; it leaves no choice. */
  @SuppressWarnings("InsecureCryptoUsage")
  private static void encrypt() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("DH").generateKeyPair();
    KeyAgreement agreement = KeyAgreement.getInstance("DH");
    agreement.init(pair.getPrivate());
    agreement.doPhase(pair.getPublic(), true);
    byte[] key = new byte[16];
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(agreement.generateSecret(), "HmacSHA256"));
    mac.doFinal();
    Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    cipher.doFinal(key);
  }
}
