package dev.kasava.keys.app;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the JVM learns of the ways to a Linux desktop's keyring. Where a program is built there is
 * none, so that the classes are only looked at, and the ciphers tried on nothing.
 */
final class KeyringRehearsal {
  private KeyringRehearsal() {}

  /**
   * The short way.
   *
   * @param lists folder of lists with the names of classes, one a line
   */
  static void ofShortWay(Path lists) throws IOException {
    lookAt(lists.resolve("keyring.classes"));
    if (System.getProperty("os.name", "").equals("Linux")) {
      getReady();
    }
  }

  /** Up to where somebody would have to listen. */
  private static void getReady() throws IOException {
    try (SocketChannel bus = SocketChannel.open(StandardProtocolFamily.UNIX);
        Selector ready = Selector.open()) {
      bus.configureBlocking(false);
      bus.register(ready, SelectionKey.OP_READ);
      ready.selectNow();
    }
  }

  /** The way by the library. */
  static void ofLibrary(Path lists) throws IOException, GeneralSecurityException {
    lookAt(lists.resolve("keyring-library.classes"));
    encrypt();
  }

  private static void lookAt(Path list) throws IOException {
    for (String name : Files.readAllLines(list)) {
      if (!name.startsWith("#")) {
        look(name);
      }
    }
  }

  private static void look(String name) {
    try {
      Class.forName(name, false, KeyringRehearsal.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // This library, or Java, has it no longer.
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
