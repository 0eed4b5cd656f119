package dev.kasava.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the floors, and shows on a house that is upside down that it would notice. */
final class ArchitectureTest {
  private static final String ROOT = "dev.kasava.keys";
  private static final String TURNED = "dev.kasava.keys.fixture.turned";

  private static final FloorPlan HOUSE = house();
  private static final FloorPlan UPSIDE_DOWN =
      new FloorPlan(TURNED, new ClassFileImporter().importPackages(TURNED));

  private static FloorPlan house() {
    return new FloorPlan(
        ROOT,
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT));
  }

  static Stream<String> rules() {
    return HOUSE.rules().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(String name) {
    rule(HOUSE, name).check(HOUSE.classes());
  }

  private static ArchRule rule(FloorPlan plan, String name) {
    ArchRule rule = plan.rules().get(name);
    assertThat(rule).as(name).isNotNull();
    return rule;
  }

  @Test
  void everyPackageIsOnAFloorAndNullMarked() {
    assertThat(HOUSE.homeless()).isEmpty();
    assertThat(HOUSE.unmarked()).isEmpty();
  }

  /** What no class is checked against would hold whatever happened. */
  @Test
  void isNotVacuous() {
    assertThat(HOUSE.packages())
        .contains("key", "store", "access", "usage", "service", "store.sql", "wire", "http", "app");
    assertThat(HOUSE.rules()).hasSizeGreaterThan(15);
    assertThat(HOUSE.unusedTechnologies()).isSubsetOf("com.nimbusds..", "gg.jte..");
    for (String floor :
        List.of("key", "store", "access", "usage", "service", "store.sql", "wire")) {
      assertThat(HOUSE.rules()).containsKey(floor + " sees nothing above or beside it");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "key sees nothing above or beside it,        Noun",
    "store sees nothing above or beside it,      Port",
    "access sees nothing above or beside it,     Gate",
    "service sees nothing above or beside it,    Verb",
    "rest sees nothing above or beside it,       RestDoor",
    "cli sees nothing above or beside it,        Command",
    "key stands on the JDK alone,                Noun",
    "only app touches the standard streams,      Command",
    "no package goes round in circles,           Cycle detected"
  })
  void noticesAnImportThatIsTurnedRound(String name, String culprit) {
    assertThatThrownBy(() -> rule(UPSIDE_DOWN, name).check(UPSIDE_DOWN.classes()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(culprit);
  }

  @Test
  void noticesATechnologyThatEscapes() {
    Map<String, String> noticed = new TreeMap<>();
    UPSIDE_DOWN.rules().entrySet().stream()
        .filter(rule -> rule.getKey().startsWith("only ["))
        .forEach(
            rule -> {
              try {
                rule.getValue().check(UPSIDE_DOWN.classes());
              } catch (AssertionError e) {
                noticed.put(rule.getKey(), e.getMessage());
              }
            });
    assertThat(noticed.keySet())
        .anyMatch(name -> name.contains("java.sql"))
        .anyMatch(name -> name.contains("io.undertow"))
        .anyMatch(name -> name.contains("io.modelcontextprotocol"))
        .anyMatch(name -> name.contains("picocli"));
  }

  @Test
  void noticesAPackageOnNoFloorAndOneThatIsNotNullMarked() {
    assertThat(UPSIDE_DOWN.homeless()).containsExactly("attic");
    assertThat(UPSIDE_DOWN.unmarked()).contains("attic").doesNotContain("key");
  }
}
