package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a server is asked for by options, by the environment, and by neither. */
final class ServeCommandTest {
  private final Map<String, String> environment = new HashMap<>();
  private Backend.@Nullable ServeOptions asked;

  private Backend.ServeOptions serve(String words) {
    ServeCommand command = new ServeCommand(context());
    new CommandLine(command).parseArgs(words.isEmpty() ? new String[0] : words.split(" ", -1));
    asked = null;
    assertThat(command.call()).isZero();
    return Objects.requireNonNull(asked);
  }

  private Context context() {
    return Contexts.keyless(
            environment,
            (self, method, arguments) -> {
              asked = (Backend.ServeOptions) arguments[0];
              return 0;
            })
        .get();
  }

  @Test
  void servesThisMachineAloneUnlessToldOtherwise() {
    Backend.ServeOptions usual = serve("");
    assertThat(usual.host()).isEqualTo("127.0.0.1");
    assertThat(usual.port()).isEqualTo(8787);
    assertThat(usual.publicUrl()).isNull();
    assertThat(usual.keyPrefix()).isNull();
    assertThat(usual.database()).isNull();
    assertThat(usual.grace()).isEqualTo(Duration.ofSeconds(60));
    assertThat(usual.issuers()).isEmpty();
    assertThat(usual.records()).isEqualTo(Duration.ofDays(365));
    assertThat(usual.tls()).isNull();
    assertThat(usual.proxies().isEmpty()).isTrue();
    assertThat(usual.isLogJson()).isFalse();
  }

  @Test
  void theEnvironmentSaysTheSameAsOptions() {
    Backend.ServeOptions byOptions =
        serve(
            "--host ::1 --public-url https://keys.example.com --database"
                + " jdbc:postgresql://db/kasava --database-grace 3600 --retention 99999"
                + " --log json");
    environment.put("KASAVA_HOST", "::1");
    environment.put("KASAVA_PUBLIC_URL", "https://keys.example.com");
    environment.put("KASAVA_DATABASE", " jdbc:postgresql://db/kasava ");
    environment.put("KASAVA_DATABASE_GRACE", "3600");
    environment.put("KASAVA_RETENTION", "99999");
    environment.put("KASAVA_LOG", "json");
    Backend.ServeOptions byEnvironment = serve("");
    assertThat(byEnvironment)
        .usingRecursiveComparison()
        .ignoringFields("proxies")
        .isEqualTo(byOptions);
    assertThat(byEnvironment.publicUrl()).isEqualTo(URI.create("https://keys.example.com"));
    assertThat(byEnvironment.isLogJson()).isTrue();
  }

  @Test
  void anOptionGoesBeforeTheEnvironmentAndABlankVariableIsNone() {
    environment.put("KASAVA_HOST", "::1");
    environment.put("KASAVA_DATABASE_GRACE", "5");
    environment.put("KASAVA_PUBLIC_URL", " ");
    Backend.ServeOptions options = serve("--host 127.0.0.2 --port 0 --database-grace 1");
    assertThat(options.host()).isEqualTo("127.0.0.2");
    assertThat(options.port()).isZero();
    assertThat(options.grace()).isEqualTo(Duration.ofSeconds(1));
    assertThat(options.publicUrl()).isNull();
    assertThat(serve("").host()).isEqualTo("::1");
    assertThat(serve("").grace()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "--port -1, A port is a number from 0 to 65535.",
    "--port 65536, A port is a number from 0 to 65535.",
    "--database-grace 0, is 1 to 3600 seconds",
    "--database-grace 3601, is 1 to 3600 seconds",
    "--database-grace 10000, is 1 to 3600 seconds",
    "--retention 0, a number of days from 1 to 99999",
    "--retention 100000, a number of days from 1 to 99999",
    "--log xml, text or json",
    "--database mysql://db/kasava, jdbc:postgresql://",
    "--public-url keys, ://",
    "--host=, needs an address"
  })
  void whatCannotBeMeantIsRefused(String words, String said) {
    assertThatThrownBy(() -> serve(words))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(said);
    assertThat(asked).isNull();
  }

  @Test
  void keysDoNotTravelUnencryptedBecauseOfAVariable() {
    environment.put("KASAVA_HOST", "0.0.0.0");
    assertThatThrownBy(() -> serve(""))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("keys would travel unencrypted");
    assertThat(serve("--allow-plain-http").host()).isEqualTo("0.0.0.0");
  }
}
