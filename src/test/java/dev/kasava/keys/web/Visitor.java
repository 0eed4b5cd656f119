package dev.kasava.keys.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts: keeps cookies, fills forms, follows nothing by itself. */
final class Visitor {
  private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"");
  private static final Pattern SECRET = Pattern.compile("data-secret-text>([^<]+)<");

  private final HttpClient client = HttpClient.newHttpClient();
  private final String url;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  Visitor(String url) {
    this.url = url;
  }

  /** What came back. */
  record Answer(int status, String body, HttpResponse<String> response) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    List<String> headers(String name) {
      return response.headers().allValues(name);
    }

    String token() {
      return part(TOKEN);
    }

    String seen() {
      return part(SEEN);
    }

    /** The secret that the page shows. */
    String secret() {
      return part(SECRET);
    }

    private String part(Pattern pattern) {
      Matcher matcher = pattern.matcher(body);
      assertThat(matcher.find()).as("%s in the page", pattern).isTrue();
      return matcher.group(1);
    }
  }

  Map<String, String> cookies() {
    return cookies;
  }

  Answer get(String path, String... headers) {
    return send(HttpRequest.newBuilder(URI.create(url + path)).GET(), headers);
  }

  /** Sends a form of these fields, as names and values in turn. */
  Answer post(String path, String... fields) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      body.append(i == 0 ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    return postRaw(path, body.toString(), "application/x-www-form-urlencoded");
  }

  Answer postRaw(String path, String body, String type) {
    return send(
        HttpRequest.newBuilder(URI.create(url + path))
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        "Content-Type",
        type);
  }

  /** Opens the page's form and sends it with these fields and its token. */
  Answer submit(String path, String... fields) {
    Answer page = get(path);
    assertThat(page.status()).as("the form at %s", path).isEqualTo(200);
    String[] all = new String[fields.length + 2];
    System.arraycopy(fields, 0, all, 0, fields.length);
    all[fields.length] = "csrf";
    all[fields.length + 1] = page.token();
    return post(path, all);
  }

  Visitor signIn(String key) {
    Answer answer = submit("/sign-in", "key", key);
    assertThat(answer.status()).isEqualTo(303);
    return this;
  }

  private Answer send(HttpRequest.Builder request, String... headers) {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          String.join(
              "; ",
              cookies.entrySet().stream().map(c -> c.getKey() + "=" + c.getValue()).toList()));
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      response.headers().allValues("Set-Cookie").forEach(this::keep);
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void keep(String setCookie) {
    String pair = setCookie.split(";", 2)[0];
    String name = pair.substring(0, pair.indexOf('='));
    if (setCookie.contains("Max-Age=0")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(pair.indexOf('=') + 1));
    }
  }
}
