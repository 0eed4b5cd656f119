package dev.kasava.keys.web;

import dev.kasava.keys.http.Problems;
import dev.kasava.keys.http.Replies;
import dev.kasava.keys.http.Routes;
import dev.kasava.keys.key.Sha256;
import dev.kasava.keys.web.view.AssetPaths;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
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

  /** In this order: later rules go before earlier ones. */
  private static final List<String> STYLES =
      List.of(
          "tokens", "base", "shell", "form", "list", "panel", "usage", "audit", "narrow", "last");

  private static final List<String> SCRIPTS =
      List.of("dialog", "secret", "form", "list", "live", "start");

  private static final class Asset {
    final String name;
    final String type;
    final byte[] content;

    Asset(String name, String extension, String type, byte[] content) {
      this.name = name + "-" + hash(content) + "." + extension;
      this.type = type;
      this.content = content;
    }
  }

  private final Replies replies;
  private final Asset style =
      new Asset("app", "css", "text/css; charset=utf-8", joined("style/", STYLES, ".css"));
  private final Asset script =
      new Asset("app", "js", "text/javascript; charset=utf-8", joined("script/", SCRIPTS, ".js"));
  private final Asset icon = new Asset("icon", "svg", "image/svg+xml", read("icon.svg"));
  private final Map<String, Asset> byName =
      Stream.of(style, script, icon).collect(Collectors.toMap(asset -> asset.name, asset -> asset));

  Assets(Replies replies) {
    this.replies = replies;
  }

  AssetPaths paths() {
    return new AssetPaths(PATH + style.name, PATH + script.name, PATH + icon.name);
  }

  void addTo(Routes routes) {
    routes.get(PATH + "{name}", Compression.of(this::serve));
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

  private static byte[] joined(String folder, List<String> names, String extension) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String name : names) {
      all.writeBytes(read(folder + name + extension));
    }
    return all.toByteArray();
  }

  private static byte[] read(String file) {
    try (InputStream stream = Assets.class.getResourceAsStream("/web/" + file)) {
      if (stream == null) {
        throw new IllegalStateException("the program lacks its file web/" + file);
      }
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(Sha256.of(content)).substring(0, HASH_DIGITS);
  }
}
