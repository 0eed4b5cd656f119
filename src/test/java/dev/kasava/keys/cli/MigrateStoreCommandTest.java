package dev.kasava.keys.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kasava.keys.store.MoveProgress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where "kasava migrate-store" moves to, and what it tells of it. */
final class MigrateStoreCommandTest {
  // A test vector, not a secret.
  private static final String URL =
      "jdbc:postgresql://db.example.com/kasava?user=kasava&password=hush";

  private String asked = "";
  private boolean wasThere;
  private Contexts contexts = contexts(Map.of());

  private Contexts contexts(Map<String, String> environment) {
    Moves moves =
        new Moves() {
          @Override
          public Moved toServer(@Nullable Path from, String url, MoveProgress progress) {
            asked = from + " to the server " + url;
            return new Moved(12_345, wasThere, Path.of("/data"));
          }

          @Override
          public Moved toFolder(@Nullable Path from, Path to, MoveProgress progress) {
            asked = from + " to the folder " + to;
            return new Moved(12_345, wasThere, to);
          }
        };
    return Contexts.keyless(environment, (self, method, arguments) -> moves);
  }

  private void move(@Nullable String from, @Nullable String to) {
    MigrateStoreCommand command = new MigrateStoreCommand(contexts.get());
    command.from = from;
    command.to = to;
    assertThat(command.call()).isZero();
  }

  @Test
  void aDatabaseIsMovedToAndItsPasswordIsNotRepeated() {
    move(null, URL);

    assertThat(asked).isEqualTo("null to the server " + URL);
    assertThat(contexts.printed())
        .contains("Moved 12,345 rows, and compared both sides.")
        .contains("KASAVA_HOME=/data kasava serve --database \"jdbc:postgresql://db.example.com")
        .contains("password=...")
        .doesNotContain("hush");
    assertThat(contexts.said())
        .contains("with the other options as always", "password and all", "further nodes")
        .contains("Where the keys were they stay")
        .doesNotContain("without --database");
  }

  @Test
  void theVariableIsNotRepeatedAsAnOption() {
    contexts = contexts(Map.of("KASAVA_DATABASE", " " + URL + " "));
    move("/from", null);

    assertThat(asked).isEqualTo("/from to the server " + URL);
    assertThat(contexts.printed()).endsWith("KASAVA_HOME=/data kasava serve\n");
  }

  @Test
  void anOptionGoesBeforeTheVariable() {
    contexts = contexts(Map.of("KASAVA_DATABASE", URL));
    move(null, "/new");

    assertThat(asked).isEqualTo("null to the folder /new");
  }

  @Test
  void aFolderIsMovedTo() {
    move("/from", "/new folder");

    assertThat(asked).isEqualTo("/from to the folder /new folder");
    assertThat(contexts.printed()).contains("kasava serve").doesNotContain("--database");
    assertThat(contexts.said())
        .contains("without --database and KASAVA_DATABASE")
        .doesNotContain("further nodes");
  }

  @Test
  void whatWasThereAlreadyIsSaidSo() {
    wasThere = true;
    move(null, "/new");

    assertThat(contexts.printed())
        .contains("Everything was there already: 12,345 rows, the same on both sides.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:mysql://h/k", "postgresql://h/k", "https://h", "jdbc:postgresq:"})
  void anotherUrlIsNoDatabaseOfOurs(String to) {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> move(null, to))
        .withMessageContaining("jdbc:postgresql://db.example.com");
    assertThat(asked).isEmpty();
  }

  @Test
  void somewhereHasToBeNamed() {
    for (String nowhere : new String[] {null, "", " "}) {
      assertThatExceptionOfType(CommandFailure.class)
          .isThrownBy(() -> move(null, nowhere))
          .withMessageContaining("Where to?");
    }
  }

  @Test
  void aDatabaseIsNoFolderToMoveFrom() {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> move(URL, "/new"))
        .withMessageContaining("--from takes a data folder");
  }
}
