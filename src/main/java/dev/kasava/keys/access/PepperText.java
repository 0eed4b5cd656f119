package dev.kasava.keys.access;

import dev.kasava.keys.key.Pepper;
import dev.kasava.keys.key.Peppers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How peppers are written down: a line each of a version, a colon and 32 bytes in base 64, the
 * highest version being the current one. Empty lines and lines that begin with # are passed over.
 */
public final class PepperText {
  private PepperText() {}

  /** A first pepper, as text. {@code random} has to be cryptographically strong. */
  public static String generate(RandomGenerator random) {
    return "# Kasava Keys pepper. Back it up apart from the database: without it every key is"
        + " dead.\n"
        + line(1, random);
  }

  private static String line(int version, RandomGenerator random) {
    byte[] bytes = new byte[Pepper.BYTES];
    random.nextBytes(bytes);
    String line = version + ":" + Base64.getEncoder().encodeToString(bytes) + "\n";
    Arrays.fill(bytes, (byte) 0);
    return line;
  }

  /**
   * What has to be appended to the text for one more pepper, of this version. {@code random} as for
   * {@link #generate}.
   */
  public static String another(String text, int version, RandomGenerator random) {
    return (text.endsWith("\n") ? "" : "\n") + line(version, random);
  }

  /**
   * @throws PepperException when the text is not as described above
   */
  public static Peppers parse(String text, String source) {
    List<Pepper> peppers = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        peppers.add(parseLine(line, source));
      }
    }
    try {
      return new Peppers(peppers);
    } catch (IllegalArgumentException e) {
      throw malformed(source);
    }
  }

  private static Pepper parseLine(String line, String source) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      throw malformed(source);
    }
    try {
      return new Pepper(
          Integer.parseInt(line, 0, colon, 10),
          Base64.getDecoder().decode(line.substring(colon + 1).strip()));
    } catch (IllegalArgumentException e) {
      // Not chained: its message could quote the text.
      throw malformed(source);
    }
  }

  private static PepperException malformed(String source) {
    return new PepperException(
        "The pepper in "
            + source
            + " cannot be read. Put back your backup of it. It has to look like \"1:BASE64\": a"
            + " version from 1 on, a colon, and 32 bytes in base 64, with each version once, on a"
            + " line of its own.");
  }
}
