package dev.jaccard;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The arrows of the design: who may use whom. */
class ArchitectureTest {
  private static final String ROOT = "dev.jaccard";

  /** The public face, {@code dev.jaccard} itself, in the table below. */
  private static final String FACE = "(face)";

  /** A row per package: the other packages of the project that it may use. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          entry("graph", Set.of()),
          entry("gradient", Set.of("graph")),
          entry("lower", Set.of("graph", "gradient")),
          entry("eval", Set.of("graph", "lower")),
          entry("emit", Set.of("graph", "lower")),
          entry("loss", Set.of("graph")),
          entry("kernel", Set.of("graph", "gradient", "lower", "emit", "loss", "scoreloss")),
          entry("scoreloss", Set.of("graph", "loss")),
          entry("yolo", Set.of(FACE, "match", "emit", "kernel")),
          entry("npy", Set.of()),
          entry("page", Set.of()),
          entry("reference", Set.of()),
          entry("results", Set.of()),
          entry(
              FACE,
              Set.of("graph", "gradient", "lower", "eval", "emit", "loss", "kernel", "reference")),
          entry(
              "classification",
              Set.of(
                  FACE,
                  "graph",
                  "lower",
                  "emit",
                  "loss",
                  "scoreloss",
                  "kernel",
                  "pass",
                  "reference")),
          entry("pass", Set.of("graph", "lower", "emit", "kernel")),
          entry(
              "experiment",
              Set.of(
                  FACE,
                  "graph",
                  "gradient",
                  "lower",
                  "emit",
                  "loss",
                  "kernel",
                  "page",
                  "reference")),
          entry("match", Set.of(FACE, "graph", "lower", "emit", "loss", "kernel")),
          entry(
              "cli",
              Set.of(
                  FACE,
                  "graph",
                  "gradient",
                  "lower",
                  "eval",
                  "emit",
                  "loss",
                  "kernel",
                  "match",
                  "npy",
                  "reference",
                  "scoreloss",
                  "pass",
                  "classification",
                  "results",
                  "experiment",
                  "yolo")));

  /** Packages that may use, besides, the memory types of the public face, and so close a cycle. */
  private static final Set<String> MAY_USE_MEMORY_TYPES = Set.of("reference", "loss");

  private static final DescribedPredicate<JavaClass> MEMORY_TYPES =
      belongToAnyOf(Boxes.class, BoxFormat.class).as("memory types");

  private static JavaClasses project;

  @BeforeAll
  static void readClasses() {
    project =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    assertTrue(project.contain(BoxFormat.class), "the classes of the project were not read");
  }

  static Stream<String> packagesOfTheTable() {
    return MAY_USE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("packagesOfTheTable")
  void packageUsesOnlyWhatItsRowAllows(String name) {
    String[] forbidden =
        MAY_USE.keySet().stream()
            .filter(other -> !other.equals(name) && !MAY_USE.get(name).contains(other))
            .map(ArchitectureTest::qualified)
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> exempt =
        MAY_USE_MEMORY_TYPES.contains(name) ? MEMORY_TYPES : DescribedPredicate.alwaysFalse();
    noClasses()
        .that()
        .resideInAPackage(qualified(name))
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden).and(not(exempt)))
        .because("the design's arrows point one way")
        .allowEmptyShould(true)
        .check(project);
  }

  @Test
  void everyPackageHasARowInTheTable() {
    Set<String> rows =
        MAY_USE.keySet().stream().map(ArchitectureTest::qualified).collect(Collectors.toSet());
    Set<String> missing =
        project.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    missing.removeAll(rows);
    assertEquals(Set.of(), missing, "packages without a row in MAY_USE");
  }

  @Test
  void packagesFormNoCycle() {
    String[] exempt =
        MAY_USE_MEMORY_TYPES.stream().map(ArchitectureTest::qualified).toArray(String[]::new);
    slices()
        .assignedFrom(new Packages())
        .should()
        .beFreeOfCycles()
        .ignoreDependency(resideInAnyPackage(exempt), MEMORY_TYPES)
        .check(project);
  }

  @Test
  void vectorApiIsTouchedOnlyByEmitterKernelsAndMemoryTypes() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT, qualified("emit"), qualified("kernel"), qualified("match"), qualified("yolo"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.incubator.vector..")
        .because("all else must load where the vector module is not there")
        .allowEmptyShould(true)
        .check(project);
  }

  @Test
  void libraryDependsOnNothingButTheJdk() {
    classes()
        .that()
        .resideOutsideOfPackages(qualified("cli"), qualified("experiment"), qualified("results"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "jdk.incubator.vector..", ROOT + "..")
        .check(project);
  }

  @Test
  void moduleRequiresNothingAtRunTime() throws URISyntaxException {
    URL location = BoxFormat.class.getProtectionDomain().getCodeSource().getLocation();
    ModuleDescriptor module =
        ModuleFinder.of(Path.of(location.toURI())).find(ROOT).orElseThrow().descriptor();
    List<String> required =
        module.requires().stream()
            .filter(it -> !it.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
            .map(ModuleDescriptor.Requires::name)
            .toList();
    assertEquals(List.of("java.base"), required);
  }

  @Test
  void everyPackageHasItsManual() throws IOException {
    Path sources = Path.of("src/main/java");
    try (Stream<Path> files = Files.walk(sources.resolve("dev"))) {
      Set<Path> missing =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .map(Path::getParent)
              .filter(folder -> Files.notExists(folder.resolve("package-info.java")))
              .map(sources::relativize)
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(Set.of(), missing, "packages without a package-info.java");
    }
  }

  private static String qualified(String row) {
    return row.equals(FACE) ? ROOT : ROOT + "." + row;
  }

  /** One slice per package, the public face included. */
  private static final class Packages implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return type.getPackageName().startsWith(ROOT)
          ? SliceIdentifier.of(type.getPackageName())
          : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
      return "packages";
    }
  }
}
