package dev.kasava.keys.web;

import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.web.view.AssetPaths;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that every page needs, served from memory. Their paths hold a hash of their content, so
 * browsers keep them for ever and still never see an old one.
 */
final class Assets {
  private static final String PATH = "/assets/";
  private static final int HASH_DIGITS = 16;

  private static final class Asset {
    final String name;
    final String type;
    final byte[] content;

    Asset(String name, String type, byte[] content) {
      this.name = name;
      this.type = type;
      this.content = content;
    }
  }

  private final Replies replies;
  private final Asset style = load("app", "css", "text/css; charset=utf-8");
  private final Asset script = load("app", "js", "text/javascript; charset=utf-8");
  private final Asset icon = load("icon", "svg", "image/svg+xml");
  private final Map<String, Asset> byName =
      Stream.of(style, script, icon).collect(Collectors.toMap(asset -> asset.name, asset -> asset));

  Assets(Replies replies) {
    this.replies = replies;
  }

  AssetPaths paths() {
    return new AssetPaths(PATH + style.name, PATH + script.name, PATH + icon.name);
  }

  void addTo(Routes routes) {
    routes.get(PATH + "{name}", this::serve);
  }

  private void serve(HttpServerExchange exchange) {
    Asset asset = byName.get(Routes.part(exchange, "name"));
    if (asset == null) {
      replies.problem(exchange, Problems.noSuchPage());
      return;
    }
    exchange
        .getResponseHeaders()
        .put(Headers.CACHE_CONTROL, "public, max-age=31536000, immutable")
        .put(Headers.CONTENT_SECURITY_POLICY, Screens.POLICY);
    replies.send(exchange, 200, asset.type, asset.content);
  }

  private static Asset load(String name, String extension, String type) {
    String file = name + "." + extension;
    try (InputStream stream = Assets.class.getResourceAsStream("/web/" + file)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its file web/" + file);
      }
      byte[] content = stream.readAllBytes();
      return new Asset(name + "-" + hash(content) + "." + extension, type, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
