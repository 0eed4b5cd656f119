package dev.kasava.keys.wire;

/** The release that this program is of. */
public final class Release {
  private Release() {}

  /** For example {@code 1.2.0}; {@code unpackaged} when it does not run from its jar. */
  public static String number() {
    String version = Release.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
