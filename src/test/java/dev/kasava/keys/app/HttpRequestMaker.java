package dev.kasava.keys.app;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes requests out of a fuzzer's bytes: nearly right ones for the most part. */
final class HttpRequestMaker {
  private static final String[] METHODS = {
    "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"
  };
  private static final String[] PATHS = {
    "/api/v1/keys",
    "/api/v1/keys/ID",
    "/api/v1/keys/ID/usage",
    "/api/v1/keys/ID/regenerate",
    "/api/v1/keys/ID/claim",
    "/api/v1/keys/verify",
    "/api/v1/auth",
    "/api/v1/me",
    "/api/v1/audit",
    "/api/v1/members",
    "/api/v1/members/ID",
    "/api/v1/token",
    "/api/v1/introspect",
    "/api/v1/revocations",
    "/api/v1/leaks",
    "/api/v1/sign-in-links",
    "/.well-known/jwks.json",
    "/.well-known/oauth-protected-resource/mcp",
    "/mcp",
    "/",
    "/settings/api-keys",
    "/settings/api-keys/new",
    "/settings/api-keys/ID/usage",
    "/settings/api-keys/ID/regenerate",
    "/settings/general",
    "/settings/organization",
    "/settings/audit",
    "/sign-in",
    "/sign-in/ID",
    "/sign-out",
    "/assets/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json"
  };
  private static final String[] PARAMETERS = {
    "limit", "cursor", "tz", "q", "status", "sort", "since", "wait", "action", "after", "key"
  };
  private static final String[] HEADERS = {
    "Host",
    "Content-Type",
    "Content-Length",
    "Transfer-Encoding",
    "Expect",
    "Connection",
    "Upgrade",
    "Cookie",
    "Origin",
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "If-None-Match",
    "If-Match",
    "Range",
    "User-Agent",
    "Authorization",
    "X-API-Key",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Original-URI",
    "Idempotency-Key",
    "MCP-Protocol-Version",
    "Mcp-Session-Id",
    "Mcp-Method",
    "Mcp-Name",
    "Last-Event-ID",
    "Sec-Fetch-Site",
    "HX-Request"
  };
  private static final String[] VALUES = {
    "application/json",
    "application/x-www-form-urlencoded",
    "text/event-stream, application/json",
    "chunked",
    "100-continue",
    "close",
    "keep-alive",
    "h2c",
    "0",
    "2026-07-28",
    "2025-11-25",
    "kasava_session=x; kasava_zone=Europe%2FBerlin",
    "http://localhost",
    "gzip",
    "*",
    "bytes=0-1",
    "Bearer KEY",
    "KEY",
    "same-origin",
    "initialize",
    "tools/list"
  };
  private static final String[] BODIES = {
    "{\"name\":\"n\",\"claim\":false}",
    "{\"expiresAt\":\"2027-01-01T00:00:00Z\"}",
    "{\"key\":\"KEY\"}",
    "{\"overlapSeconds\":1}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
        + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"f\",\"version\":\"1\"}}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"whoami\"}}",
    "grant_type=client_credentials&client_secret=KEY",
    "token=KEY",
    "[{\"token\":\"KEY\",\"type\":\"t\",\"url\":\"u\"}]"
  };

  private final FuzzedDataProvider data;
  private final String key;
  private final String id;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  HttpRequestMaker(FuzzedDataProvider data, String key, String id) {
    this.data = data;
    this.key = key;
    this.id = id;
  }

  /** The request as it goes over the wire; KEY and ID stand for good ones. */
  byte[] bytes() {
    add(rarely() ? data.consumeString(8) : data.pickValue(METHODS));
    add(" " + path() + (rarely() ? data.consumeString(12) : " HTTP/1.1") + end());
    if (!rarely()) {
      add("Host: localhost\r\n");
    }
    if (data.consumeBoolean()) {
      add("X-API-Key: " + key + "\r\n");
    }
    int headers = data.consumeInt(0, 5);
    for (int i = 0; i < headers; i++) {
      add(rarely() ? data.consumeString(12) : data.pickValue(HEADERS));
      add((rarely() ? data.consumeString(2) : ": ") + value() + end());
    }
    String body = body();
    if (!body.isEmpty() && !rarely()) {
      add("Content-Type: " + data.pickValue(new String[] {VALUES[0], VALUES[1]}) + "\r\n");
      add("Content-Length: " + body.length() + "\r\n");
    }
    add(end());
    add(body);
    return out.toByteArray();
  }

  private boolean rarely() {
    return data.consumeInt(0, 15) == 15;
  }

  private String path() {
    StringBuilder path = new StringBuilder(data.pickValue(PATHS).replace("ID", id));
    if (rarely()) {
      path.append(data.consumeString(20));
    }
    int parameters = data.consumeInt(0, 2);
    for (int i = 0; i < parameters; i++) {
      path.append(i == 0 ? '?' : '&').append(data.pickValue(PARAMETERS)).append('=');
      path.append(data.consumeBoolean() ? data.consumeInt() : data.consumeAsciiString(12));
    }
    return path.toString();
  }

  private String value() {
    return data.consumeBoolean() ? data.pickValue(VALUES) : data.consumeString(30);
  }

  private String body() {
    if (data.consumeBoolean()) {
      return "";
    }
    String body = data.consumeBoolean() ? data.pickValue(BODIES) : "";
    String rest = data.consumeRemainingAsString();
    int at = rest.isEmpty() ? 0 : rest.charAt(0) % (body.length() + 1);
    return body.isEmpty() || rest.isEmpty() ? body + rest : spliced(body, at, rest);
  }

  private static String spliced(String body, int at, String rest) {
    return body.substring(0, at) + rest.substring(1) + body.substring(at);
  }

  private String end() {
    return rarely() ? "\n" : "\r\n";
  }

  private void add(String text) {
    byte[] bytes = text.replace("KEY", key).replace("ID", id).getBytes(StandardCharsets.ISO_8859_1);
    out.write(bytes, 0, bytes.length);
  }
}
