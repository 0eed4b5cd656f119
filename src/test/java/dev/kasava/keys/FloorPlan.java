package dev.kasava.keys;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * The house as rules, for the classes below one root package. Packages that do not exist yet are no
 * fault; those that exist and are on no floor are.
 */
final class FloorPlan {
  /** From the ground up. Those of one row do not see each other. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("key"),
          List.of("store", "keychain"),
          List.of("access", "usage"),
          List.of("service"),
          List.of("store.sql", "keychain.os"),
          List.of("wire"),
          List.of("http"),
          List.of("rest", "mcp", "web", "cli"),
          List.of("app"));

  /** Technologies, by the packages in which they may be seen. */
  private static final Map<List<String>, List<String>> TECHNOLOGIES =
      Map.of(
          List.of("java.sql..", "javax.sql..", "org.jdbi..", "org.sqlite..", "com.zaxxer.."),
          List.of("store.sql"),
          List.of("org.flywaydb.."),
          List.of("store.sql"),
          List.of("io.undertow..", "org.xnio.."),
          List.of("http", "rest", "web", "mcp.http", "app"),
          List.of("io.modelcontextprotocol.."),
          List.of("mcp"),
          List.of("picocli.."),
          List.of("cli", "app"),
          List.of("com.nimbusds.."),
          List.of("access"),
          List.of("gg.jte.."),
          List.of("web"));

  private final String root;
  private final JavaClasses classes;

  /**
   * @param root for example {@code dev.kasava.keys}
   */
  FloorPlan(String root, JavaClasses classes) {
    this.root = root;
    this.classes = classes;
  }

  JavaClasses classes() {
    return classes;
  }

  /** The packages of ours that exist, below the root. */
  Set<String> packages() {
    Set<String> names = new TreeSet<>();
    for (JavaClass one : classes) {
      if (one.getPackageName().startsWith(root + ".")) {
        names.add(one.getPackageName().substring(root.length() + 1));
      }
    }
    return names;
  }

  /** Packages that are on no floor. */
  Set<String> homeless() {
    Set<String> homeless = new TreeSet<>(packages());
    homeless.removeIf(name -> FLOORS.stream().flatMap(List::stream).anyMatch(f -> isIn(name, f)));
    return homeless;
  }

  /** Whether a package is a floor's own or below it, and not the home of another floor. */
  private static boolean isIn(String name, String floor) {
    boolean below = name.equals(floor) || name.startsWith(floor + ".");
    boolean anothers =
        FLOORS.stream()
            .flatMap(List::stream)
            .filter(other -> other.startsWith(floor + "."))
            .anyMatch(other -> name.equals(other) || name.startsWith(other + "."));
    return below && !anothers;
  }

  private boolean exists(String floor) {
    return packages().stream().anyMatch(name -> isIn(name, floor));
  }

  /** The full names of the existing packages of these floors. */
  private String[] packagesOf(Stream<String> floors) {
    List<String> wanted = floors.toList();
    return packages().stream()
        .filter(name -> wanted.stream().anyMatch(floor -> isIn(name, floor)))
        .map(name -> root + "." + name)
        .toArray(String[]::new);
  }

  /** Every rule, by its name. None is vacuous: each has classes that it speaks of. */
  Map<String, ArchRule> rules() {
    Map<String, ArchRule> rules = new TreeMap<>();
    for (int i = 0; i < FLOORS.size(); i++) {
      for (String floor : FLOORS.get(i)) {
        if (exists(floor)) {
          addFloor(rules, i, floor);
        }
      }
    }
    TECHNOLOGIES.forEach(
        (packages, homes) ->
            rules.put("only " + homes + " see " + packages, confined(packages, homes)));
    rules.put("only app touches the standard streams", standardStreams());
    rules.put("key stands on the JDK alone", keyStandsOnTheJdk());
    rules.put(
        "no package goes round in circles",
        slices().matching(root + ".(**)").should().beFreeOfCycles());
    return rules;
  }

  private void addFloor(Map<String, ArchRule> rules, int height, String floor) {
    Stream<String> above = FLOORS.stream().skip(height + 1L).flatMap(List::stream);
    Stream<String> beside = FLOORS.get(height).stream().filter(other -> !other.equals(floor));
    String[] forbidden = packagesOf(Stream.concat(above, beside));
    if (forbidden.length > 0) {
      rules.put(
          floor + " sees nothing above or beside it",
          noClasses()
              .that()
              .resideInAnyPackage(packagesOf(Stream.of(floor)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(forbidden));
    }
  }

  private ArchRule confined(List<String> technology, List<String> homes) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(
            homes.stream().map(home -> root + "." + home + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(technology.toArray(String[]::new));
  }

  /** The technologies that no class in their homes uses, though a home exists. */
  List<String> unusedTechnologies() {
    List<String> unused = new ArrayList<>();
    TECHNOLOGIES.forEach(
        (packages, homes) -> {
          if (homes.stream().anyMatch(this::exists)) {
            for (String technology : packages) {
              if (!isUsed(technology.replace("..", ""))) {
                unused.add(technology);
              }
            }
          }
        });
    return unused;
  }

  private boolean isUsed(String technology) {
    return classes.stream()
        .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getPackageName())
        .anyMatch(name -> name.equals(technology) || name.startsWith(technology + "."));
  }

  private ArchRule standardStreams() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(root + ".app..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err");
  }

  private ArchRule keyStandsOnTheJdk() {
    return noClasses()
        .that()
        .resideInAPackage(root + ".key..")
        .should()
        .dependOnClassesThat()
        .resideOutsideOfPackages(
            root + ".key..", "java..", "javax.crypto..", "org.jspecify.annotations..");
  }

  /** The packages that are not {@link NullMarked}; templates are made by a tool. */
  List<String> unmarked() {
    return packages().stream()
        .filter(name -> !isIn(name, "web.template"))
        .filter(name -> !isMarked(classes.getPackage(root + "." + name)))
        .toList();
  }

  private static boolean isMarked(JavaPackage one) {
    return one.isAnnotatedWith(NullMarked.class);
  }
}
