package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.KasavaProcess;
import dev.kasava.keys.fixture.NodeProgram;
import dev.kasava.keys.fixture.Tools;
import dev.kasava.keys.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The real server's tokens in another library, and those of another library and a real provider.
 */
final class TokenIT {
  private static final Set<String> TAKEN =
      Set.of("ES256", "ES384", "RS256", "PS256", "EdDSA", "Ed25519");

  @TempDir private Path nobody;

  private JsonNode run(String script, Map<String, String> environment) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("MODULES", NodeProgram.installed("oidc-provider/..").toString());
    Path file = Tools.checkout().resolve("src/test/resources/token").resolve(script);
    NodeProgram.Said said = new NodeProgram(nobody, all).run(List.of(file.toString()));
    assertThat(said.exitCode()).as("%s%n%s", said.output(), said.errors()).isZero();
    // The provider greets on standard output.
    List<String> lines = said.output().strip().lines().toList();
    return new Json().mapper().readTree(lines.getLast());
  }

  private static HttpResponse<String> me(KasavaProcess server, String credential)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/me"))
              .header("Authorization", "Bearer " + credential)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The first owner of a data folder, made by a first start. */
  private static String owner(Path home) throws IOException, InterruptedException {
    try (KasavaProcess server = KasavaProcess.serve(home)) {
      return new Json()
          .mapper()
          .readTree(me(server, server.firstSecret()).body())
          .path("owner")
          .path("id")
          .stringValue();
    }
  }

  @Test
  void ourTokensAreVerifiedByJoseByThePublishedKeysAlone() throws Exception {
    try (KasavaProcess server = KasavaProcess.serve(Tools.kept("token-verify"))) {
      JsonNode said =
          run(
              "verify.mjs",
              Map.of(
                  "SERVER",
                  server.url(),
                  "KEY_FILE",
                  server.home().resolve("first-key").toString()));
      JsonNode payload = said.path("payload");
      assertThat(payload.path("scope").stringValue()).isEqualTo("keys:read orders:read");
      assertThat(payload.path("exp").longValue() - payload.path("iat").longValue()).isEqualTo(300);
      assertThat(said.path("refused"))
          .extracting(JsonNode::stringValue)
          .containsExactly(
              "ERR_JWT_CLAIM_VALIDATION_FAILED",
              "ERR_JWT_CLAIM_VALIDATION_FAILED",
              "ERR_JWT_CLAIM_VALIDATION_FAILED",
              "ERR_JOSE_ALG_NOT_ALLOWED",
              "ERR_JWT_EXPIRED");
    }
  }

  @Test
  void tokensMadeByJoseAreTakenByTheirAlgorithm() throws Exception {
    Path home = Tools.kept("token-sign");
    String owner = owner(home);
    Path jwks = nobody.resolve("jwks.json");
    JsonNode tokens = run("sign.mjs", Map.of("OWNER", owner, "JWKS_FILE", jwks.toString()));
    try (KasavaProcess server =
        KasavaProcess.serve(
            home,
            "--issuer=https://login.example",
            "--issuer-audience=https://keys.example",
            "--issuer-jwks=" + jwks)) {
      for (Map.Entry<String, JsonNode> token : tokens.properties()) {
        HttpResponse<String> answer = me(server, token.getValue().stringValue());
        if (TAKEN.contains(token.getKey())) {
          assertThat(answer.statusCode()).as(token.getKey()).isEqualTo(200);
          assertThat(answer.body()).contains(owner);
        } else {
          assertThat(answer.statusCode()).as(token.getKey()).isEqualTo(401);
          assertThat(answer.body()).contains("alg");
        }
      }
    }
  }

  /** From the refusal to a token, new keys in the middle, a wrong audience, and no provider. */
  @Test
  void aClientFindsARealProviderAndComesInByIt() throws Exception {
    Path home = Tools.kept("token-provider");
    String owner = owner(home);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    try (KasavaProcess server = KasavaProcess.serve(home, "--issuer=http://127.0.0.1:" + port)) {
      JsonNode found =
          run(
              "provider.mjs",
              Map.of("SERVER", server.url(), "OWNER", owner, "PORT", Integer.toString(port)));
      assertThat(found.path("refused").intValue()).isEqualTo(401);
      assertThat(found.path("resource").stringValue()).isEqualTo(server.url() + "/mcp");
      assertThat(found.path("begun").intValue()).isEqualTo(200);
      assertThat(found.path("stepUp").intValue()).isEqualTo(403);
      assertThat(found.path("stepUpScope").stringValue()).isEqualTo("keys:write");
      assertThat(found.path("created").intValue()).isEqualTo(200);
      assertThat(found.path("wrongAudience").stringValue()).startsWith("401").contains("aud");
      for (String good : List.of("beforeRotation", "afterRotation", "downSeen", "downUnseen")) {
        assertThat(found.path(good).stringValue()).as(good).isEqualTo(owner);
      }
      assertThat(found.path("downUnknownKey").stringValue()).startsWith("401").contains("kid");
    }
  }
}
