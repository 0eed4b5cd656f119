package dev.kasava.keys.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.fixture.TestServer;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java that the documentation shows, as it stands there. */
final class TokenExampleTest {
  private static final String ISSUER = "https://keys.example.com";
  private static final String AUDIENCE = "https://orders.example";

  @TempDir private Path folder;

  private static String example() throws IOException {
    String text = Files.readString(Path.of("src/docs/tokens.md"));
    int start = text.indexOf("```java\n");
    assertThat(start).isPositive();
    return text.substring(start + "```java\n".length(), text.indexOf("\n```", start));
  }

  /** The example's lines in a method that takes a token. */
  private URLClassLoader compiled(String server) throws IOException {
    Path source = folder.resolve("Example.java");
    Files.writeString(
        source,
        """
        import com.nimbusds.jose.*;
        import com.nimbusds.jose.jwk.source.*;
        import com.nimbusds.jose.proc.*;
        import com.nimbusds.jwt.*;
        import com.nimbusds.jwt.proc.*;
        import java.net.*;
        import java.util.*;

        public class Example {
          public static String scope(String token) throws Exception {
            EXAMPLE
            return claims.getStringClaim("scope");
          }
        }
        """
            .replace("EXAMPLE", example().replace(ISSUER, server)));
    int result =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(result).isZero();
    return new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
  }

  private static String token(TestServer server, String audience) {
    var key = server.installation().create("For " + audience, null, "orders:read");
    return server
        .submit("/api/v1/token", List.of("audience", audience), "X-API-Key", key.secret().reveal())
        .json()
        .path("access_token")
        .stringValue();
  }

  private static String failure(Method verify, String token) throws IllegalAccessException {
    try {
      return "accepted with " + verify.invoke(null, token);
    } catch (InvocationTargetException e) {
      return String.valueOf(e.getCause());
    }
  }

  @Test
  void itTakesATokenForItsAudienceAndNoOther(@TempDir Path data) throws Exception {
    try (TestServer server = TestServer.in(data);
        URLClassLoader loader = compiled(server.url())) {
      Method verify = loader.loadClass("Example").getMethod("scope", String.class);
      String good = token(server, AUDIENCE);
      assertThat(verify.invoke(null, good)).isEqualTo("orders:read");
      assertThat(failure(verify, token(server, "https://other.example"))).contains("aud");
      String forged = good.substring(0, good.lastIndexOf('.') + 1) + "A".repeat(86);
      assertThat(failure(verify, forged)).contains("signature");
    }
  }
}
