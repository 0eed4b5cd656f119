package dev.kasava.keys.mcp.feature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kasava.keys.access.Caller;
import dev.kasava.keys.access.Door;
import dev.kasava.keys.key.OwnerId;
import dev.kasava.keys.mcp.Cancellation;
import dev.kasava.keys.wire.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client can be asked to do, as it declares it. */
final class AbilityTest {
  private static final Json JSON = new Json();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      quoteCharacter = '\0',
      textBlock =
          """
          {}                                      | none
          {"elicitation":{}}                      | FORM
          {"elicitation":{"form":{}}}             | FORM
          {"elicitation":{"url":{}}}              | LINK
          {"elicitation":{"form":{},"url":{}}}    | FORM LINK
          {"elicitation":true}                    | none
          {"sampling":{}}                         | SAMPLING
          {"sampling":true}                       | none
          {"roots":{"listChanged":true}}          | ROOTS
          {"roots":1}                             | none
          {"logging":{}}                          | none
          """)
  void itIsReadFromWhatTheClientDeclares(String capabilities, String abilities) {
    assertThat(Ability.in(JSON.mapper().readTree(capabilities)))
        .containsExactlyElementsOf(
            abilities == null
                ? List.of()
                : Arrays.stream(abilities.split(" ")).map(Ability::valueOf).toList());
  }

  @ParameterizedTest
  @EnumSource(Ability.class)
  void itsDeclarationDeclaresIt(Ability ability) {
    assertThat(Ability.in(JSON.mapper().valueToTree(ability.declaration())))
        .containsExactly(ability);
  }

  @Test
  void aCallWithoutOneHasTheOthers() {
    Call call =
        new Call(
            Caller.operator(new OwnerId("own_1"), Door.MCP),
            Set.of(Ability.FORM, Ability.LINK),
            new Round.First(),
            Call.SILENCE,
            new Cancellation());

    assertThat(call.without(Ability.LINK).abilities()).containsExactly(Ability.FORM);
    assertThat(call.without(Ability.LINK).can(Ability.LINK)).isFalse();
    assertThat(call.without(Ability.ROOTS).abilities()).hasSize(2);
  }
}
