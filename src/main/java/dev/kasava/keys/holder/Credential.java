package dev.kasava.keys.holder;

import dev.kasava.keys.key.Secret;

/** What came of looking for the key to use. */
public sealed interface Credential {
  /** Where it came from. */
  enum Source {
    ENVIRONMENT("environment"),
    FILE("file"),
    KEYCHAIN("keychain");

    private final String code;

    Source(String code) {
      this.code = code;
    }

    /** The name that programs see. */
    public String code() {
      return code;
    }
  }

  /**
   * @param place where it is kept, for people
   */
  record Found(Secret secret, Source source, String place) implements Credential {}

  record Missing() implements Credential {}

  /**
   * There may be one, but it cannot be had.
   *
   * @param sentence what is the matter
   * @param remedy what to do
   */
  record Failed(String sentence, String remedy) implements Credential {
    /** Both, for a person. */
    public String advice() {
      return sentence + " " + remedy;
    }
  }
}
