package dev.kasava.keys;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Imports point down, and each technology stays where it belongs. */
final class ArchitectureTest {
  private static final String ROOT = "dev.kasava.keys";

  /** The floors from the ground up; packages on one floor may see each other. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("key", "machine"),
          List.of("store", "keychain"),
          List.of("token"),
          List.of("usage"),
          List.of("access"),
          List.of("service"),
          List.of("store.sql", "store.sql.sqlite", "store.sql.postgres", "keychain.os"),
          List.of("wire", "http"),
          List.of("remote", "leak"),
          List.of("holder", "leak.guard"),
          List.of("integration"),
          List.of("mcp"),
          List.of("mcp.feature"),
          List.of("mcp.keys", "mcp.legacy", "mcp.modern"),
          List.of("rest", "mcp.http", "mcp.stdio", "mcp.bridge", "web", "web.view", "cli"),
          List.of("app"));

  /** Which packages may see which technology. */
  private static final Map<String, String[]> HOMES =
      Map.ofEntries(
          Map.entry("java.sql..", new String[] {"store.sql.."}),
          Map.entry("org.jdbi..", new String[] {"store.sql.."}),
          Map.entry("org.sqlite..", new String[] {"store.sql.sqlite.."}),
          Map.entry("org.postgresql..", new String[] {"store.sql.postgres.."}),
          Map.entry("org.flywaydb..", new String[] {"store.sql.sqlite..", "store.sql.postgres.."}),
          Map.entry("com.zaxxer..", new String[] {"store.sql.sqlite..", "store.sql.postgres.."}),
          Map.entry(
              "io.undertow..", new String[] {"http..", "rest..", "web..", "mcp.http..", "app.."}),
          Map.entry("org.xnio..", new String[] {"http..", "mcp.http.."}),
          Map.entry("io.modelcontextprotocol..", new String[] {"mcp.legacy.."}),
          Map.entry("com.nimbusds..", new String[] {"token.."}),
          Map.entry("picocli..", new String[] {"cli.."}),
          Map.entry("io.micrometer..", new String[] {"rest.."}),
          Map.entry("io.github.bucket4j..", new String[] {"rest..", "usage.."}),
          Map.entry("com.github.javakeyring..", new String[] {"keychain.os.."}),
          Map.entry("org.freedesktop..", new String[] {"keychain.os.."}));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT)
          .that(DescribedPredicate.not(resideInAPackage(ROOT + ".web.template..")));

  private static String inRoot(String name) {
    return ROOT + "." + name;
  }

  private static DescribedPredicate<JavaClass> anyOf(List<String> packages) {
    return resideInAnyPackage(
        packages.stream().map(ArchitectureTest::inRoot).toArray(String[]::new));
  }

  /** No class of a floor sees a class of a floor above. */
  private static List<ArchRule> floorRules() {
    List<ArchRule> rules = new ArrayList<>();
    for (int floor = 0; floor < FLOORS.size() - 1; floor++) {
      List<String> above =
          FLOORS.subList(floor + 1, FLOORS.size()).stream().flatMap(List::stream).toList();
      rules.add(
          noClasses()
              .that(anyOf(FLOORS.get(floor)))
              .should()
              .dependOnClassesThat(anyOf(above))
              .allowEmptyShould(true)
              .as("floor " + floor + " " + FLOORS.get(floor) + " sees no floor above"));
    }
    return rules;
  }

  static Stream<ArchRule> floors() {
    return floorRules().stream();
  }

  @ParameterizedTest
  @MethodSource("floors")
  void importsPointDown(ArchRule rule) {
    rule.allowEmptyShould(false).check(PRODUCT);
  }

  static Stream<String> technologies() {
    return HOMES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("technologies")
  void eachTechnologyStaysWhereItBelongs(String technology) {
    DescribedPredicate<JavaClass> atHome = anyOf(List.of(HOMES.get(technology)));
    assertThat(
            PRODUCT.that(atHome).stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .anyMatch(
                    dependency -> resideInAPackage(technology).test(dependency.getTargetClass())))
        .as("%s is used at all", technology)
        .isTrue();
    noClasses()
        .that(DescribedPredicate.not(atHome))
        .should()
        .dependOnClassesThat(resideInAPackage(technology))
        .check(PRODUCT);
  }

  @Test
  void standardStreamsAreTouchedInAppAlone() {
    noClasses()
        .that(DescribedPredicate.not(anyOf(List.of("app"))))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(System.class, "in")
        .check(PRODUCT);
  }

  /** What somebody sent is never turned into objects of its choice. */
  @Test
  void nothingIsDeserialized() {
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "read Java objects or bean descriptions",
                type ->
                    type.isAssignableTo(java.io.ObjectInput.class)
                        || type.isEquivalentTo(java.beans.XMLDecoder.class)
                        || type.getPackageName().startsWith("java.rmi")))
        .check(PRODUCT);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void theNounsStandOnTheJdkAlone() {
    noClasses()
        .that(anyOf(List.of("key..")))
        .should()
        .dependOnClassesThat(
            DescribedPredicate.not(
                resideInAnyPackage(
                    inRoot("key.."), "java..", "javax.crypto..", "org.jspecify.annotations..")))
        .check(PRODUCT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest", "mcp", "web", "cli"})
  void doorsDoNotSeeEachOther(String door) {
    List<String> others =
        Stream.of("rest", "mcp", "web", "cli")
            .filter(other -> !other.equals(door))
            .map(other -> other + "..")
            .toList();
    noClasses()
        .that(anyOf(List.of(door + "..")))
        .should()
        .dependOnClassesThat(anyOf(others))
        .check(PRODUCT);
  }

  @Test
  void everyPackageIsOnAFloorAndDeclaresItsNulls() {
    List<String> known = FLOORS.stream().flatMap(List::stream).map(s -> inRoot(s)).toList();
    List<String> found =
        PRODUCT.stream().map(JavaClass::getPackageName).distinct().sorted().toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(known);
    assertThat(
            PRODUCT.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName))
        .containsExactlyInAnyOrderElementsOf(known);
  }

  @ParameterizedTest
  @CsvSource({
    "key, dev.kasava.keys.store.KeyStore",
    "store, dev.kasava.keys.access.Caller",
    "usage, dev.kasava.keys.service.Verbs",
    "service, dev.kasava.keys.wire.Json",
    "wire, dev.kasava.keys.cli.Program",
    "cli, dev.kasava.keys.app.Installation"
  })
  void anImportThatIsTurnedRoundIsFound(String from, String target, @TempDir Path folder)
      throws IOException {
    Path source = folder.resolve("Turned.java");
    Files.writeString(
        source, "package " + inRoot(from) + "; class Turned { " + target + " upstairs; }");
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
    JavaClasses turned = new ClassFileImporter().importPath(folder);
    assertThat(turned).isNotEmpty();
    assertThat(floorRules().stream().filter(rule -> rule.evaluate(turned).hasViolation()))
        .hasSize(1);
  }
}
