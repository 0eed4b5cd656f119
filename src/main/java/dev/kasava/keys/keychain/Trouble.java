package dev.kasava.keys.keychain;

/** Why a keychain cannot do what it is asked for. */
public enum Trouble {
  NO_BUS(
      "There is no session bus, and so no keychain: this is no desktop session.",
      "Run this in your desktop session, or start one with dbus-run-session."),
  NO_SERVICE(
      "No program on this machine offers a keychain (Secret Service).",
      "Install gnome-keyring, KWallet or KeePassXC."),
  NO_COLLECTION(
      "The keychain has no default collection yet.",
      "Open your desktop's password program once and make one."),
  LOCKED("The keychain is locked.", "Unlock it: sign in to your desktop, or run \"kasava login\"."),
  TIMEOUT("The keychain did not answer in time.", "Look for a question it asks, then try again."),
  DUPLICATE(
      "The keychain holds this secret more than once, with different values.",
      "Run \"kasava login\" again; it keeps one of them."),
  TOO_LARGE("The keychain has no room for a secret of this length.", "Use a shorter key prefix."),
  DENIED("The keychain refused access.", "Allow it in the keychain's own program, then try again."),
  NO_KEY(
      "What the keychain holds here is no API key.",
      "Run \"kasava login\" again to put one in its place."),
  UNSAFE(
      "The file that should keep the secret is a link, or others can read it.",
      "Remove it, then run \"kasava login\" again."),
  UNSUPPORTED("This operating system has no keychain that is known here.", "Use a key file."),
  FAILED("The keychain failed.", "Try again; \"kasava doctor\" says how it is.");

  private final String sentence;
  private final String remedy;

  Trouble(String sentence, String remedy) {
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /** What is the matter. */
  public String sentence() {
    return sentence;
  }

  /** Both, for a person. */
  public String advice() {
    return sentence + " " + remedy;
  }

  /** What to do about it. */
  public String remedy() {
    return remedy;
  }
}
