package dev.kasava.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a problem is named. */
final class ProblemsTest {
  @Test
  void aProblemHasATypeOfItsCode() {
    Problem problem = Problem.of(404, "not-found", "Not found", "There is nothing here.");

    assertThat(problem.type()).isEqualTo("urn:kasava:keys:problem:not-found");
    assertThat(problem.code()).isEqualTo("not-found");
    assertThat(problem.status()).isEqualTo(404);
    assertThat(problem.field()).isNull();
  }

  @Test
  void aFieldIsNamedWhereThereIsOne() {
    assertThat(Problem.ofField(422, "invalid", "Invalid", "Too long.", "name").field())
        .isEqualTo("name");
    assertThat(Problem.ofField(422, "invalid", "Invalid", "Too long.", "").field()).isNull();
  }
}
