package bench;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** A stateless service whose security filter looks up the SHA-256 of the key in a map. */
@SpringBootApplication
@RestController
public class KeyCheck {
  record Key(String id, String owner, Instant expiresAt) {}

  public static void main(String[] arguments) {
    SpringApplication.run(KeyCheck.class, arguments);
  }

  @GetMapping("/api/v1/auth")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  public void auth() {}

  @Bean
  SecurityFilterChain chain(HttpSecurity http, @Value("${keys}") String file) throws Exception {
    return http.csrf(AbstractHttpConfigurer::disable)
        .sessionManagement(
            session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
        .addFilterBefore(new KeyFilter(read(file)), UsernamePasswordAuthenticationFilter.class)
        .build();
  }

  private static Map<String, Key> read(String file) throws IOException {
    Map<String, Key> keys = new ConcurrentHashMap<>();
    for (String text : Files.readAllLines(Path.of(file))) {
      String id = "key_" + keys.size();
      keys.put(digest(text), new Key(id, "owner", Instant.now().plusSeconds(365L * 86_400)));
    }
    return keys;
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static final class KeyFilter extends OncePerRequestFilter {
    private final Map<String, Key> keys;

    KeyFilter(Map<String, Key> keys) {
      this.keys = keys;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      String text = request.getHeader("X-API-Key");
      Key key = text == null ? null : keys.get(digest(text));
      if (key != null && key.expiresAt().isAfter(Instant.now())) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
            UsernamePasswordAuthenticationToken.authenticated(
                key, null, AuthorityUtils.createAuthorityList("keys:read")));
        SecurityContextHolder.setContext(context);
      }
      chain.doFilter(request, response);
    }
  }
}
