package dev.kasava.keys.key;

/** A key's name as its owner gave it, {@linkplain #parse fit} to be one. */
public record KeyName(String text) {
  /** The most characters (code points) that a name can have. */
  public static final int LONGEST = Label.LONGEST;

  /**
   * The name that {@code text} spells: 1 to 100 characters after trimming and NFC, on one line,
   * with nothing in it that is invisible or turns the reading direction round.
   *
   * @return {@link Outcome.Refused} with {@link Refusal.Invalid} when it cannot be a name
   */
  public static Outcome<KeyName> parse(String text) {
    return Label.parse(text, "A key needs a name, for example \"GitHub Actions CI\".")
        .map(KeyName::new);
  }

  @Override
  public String toString() {
    return text;
  }
}
