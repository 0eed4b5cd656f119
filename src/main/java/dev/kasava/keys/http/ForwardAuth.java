package dev.kasava.keys.http;

/**
 * Where proxies ask whether they may let a request pass. They ask with the head of that request, so
 * under its host name and from its page, and Envoy with its path behind this one. Nothing is
 * changed there, and no browser sends a key by itself.
 */
public final class ForwardAuth {
  public static final String PATH = "/api/v1/auth";

  private ForwardAuth() {}

  public static boolean isAskedAt(String path) {
    return path.startsWith(PATH)
        && (path.length() == PATH.length() || path.charAt(PATH.length()) == '/');
  }
}
