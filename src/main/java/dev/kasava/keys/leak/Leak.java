package dev.kasava.keys.leak;

/**
 * A genuine key that was found, without the key.
 *
 * @param path what it stands in
 * @param line from 1
 * @param column from 1, in characters
 * @param preview as {@link dev.kasava.keys.key.Secret#preview} has it
 * @param fingerprint as {@link dev.kasava.keys.key.Secret#fingerprint} has it
 */
public record Leak(String path, long line, long column, String preview, String fingerprint) {
  /** Where it stands: {@code path:line:column}. */
  public String place() {
    return path + ":" + line + ":" + column;
  }

  /** Which key it is, for people. */
  public String key() {
    return preview + ", fingerprint " + fingerprint;
  }
}
