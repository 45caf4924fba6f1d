package dev.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the graph of ARCHITECTURE.md: who may see whom, and where each library may be touched. */
class ArchitectureTest {
  private static final String ROOT = "dev.lockstep";

  /**
   * Package to the packages it may see. A package is exactly itself: {@code driver} is the port,
   * and does not stand for {@code driver.opcua}. {@code app} and {@code app.start} wire, so they
   * see everything below; {@link #packagesFormNoCycle} keeps them above it.
   */
  private static final Map<String, Set<String>> MAY_SEE =
      Map.ofEntries(
          Map.entry("device", Set.of()),
          Map.entry("transaction", Set.of("device")),
          Map.entry("catalog", Set.of("device")),
          Map.entry("driver", Set.of("device")),
          Map.entry("driver.opcua", Set.of("driver", "device")),
          Map.entry("driver.mqtt", Set.of("driver", "device")),
          Map.entry("driver.simulated", Set.of("driver", "device")),
          Map.entry("journal", Set.of("transaction", "device")),
          Map.entry("mailbox", Set.of()),
          Map.entry(
              "participant",
              Set.of("journal", "mailbox", "driver", "catalog", "transaction", "device")),
          Map.entry("coordinator", Set.of("journal", "mailbox", "transaction", "device")),
          Map.entry("ensemble", Set.of("journal", "transaction", "device")),
          Map.entry(
              "outbox", Set.of("participant", "coordinator", "journal", "transaction", "device")),
          Map.entry(
              "rest",
              Set.of(
                  "participant",
                  "coordinator",
                  "journal",
                  "driver",
                  "catalog",
                  "transaction",
                  "device")),
          Map.entry(
              "dashboard",
              Set.of(
                  "rest",
                  "participant",
                  "coordinator",
                  "journal",
                  "driver",
                  "transaction",
                  "device")),
          Map.entry(
              "rest.client", Set.of("rest", "participant", "coordinator", "transaction", "device")),
          Map.entry(
              "rest.restat",
              Set.of("rest.client", "rest", "participant", "journal", "transaction", "device")),
          Map.entry(
              "app.config",
              Set.of(
                  "rest.restat",
                  "rest.client",
                  "rest",
                  "dashboard",
                  "outbox",
                  "participant",
                  "coordinator",
                  "ensemble",
                  "journal",
                  "driver.opcua",
                  "driver.mqtt",
                  "device")),
          Map.entry("app.cli", Set.of("device")),
          Map.entry(
              "app.security", Set.of("app.config", "dashboard", "rest", "participant", "device")));

  private static final Set<String> SEE_EVERYTHING = Set.of("app", "app.start");

  /** Packages of ours, joined by a comma, to the libraries that only they may see. */
  private static final Map<String, List<String>> ONLY_IN =
      Map.of(
          "driver.opcua", List.of("org.eclipse.milo.."),
          "driver.mqtt", List.of("com.hivemq.."),
          "ensemble",
              List.of("org.apache.zookeeper..", "org.apache.curator..", "org.apache.jute.."),
          "journal",
              List.of(
                  "java.sql..",
                  "javax.sql..",
                  "jakarta.persistence..",
                  "org.hibernate..",
                  "io.quarkus.hibernate..",
                  "io.agroal..",
                  "org.flywaydb..",
                  "org.sqlite.."),
          "outbox",
              List.of(
                  "io.smallrye.reactive..",
                  "org.eclipse.microprofile.reactive..",
                  "org.apache.kafka..",
                  "io.vertx.mqtt.."),
          "app.security", List.of("io.quarkus.oidc.."),
          "rest,rest.restat,dashboard", List.of("jakarta.ws.rs..", "org.jboss.resteasy.."));

  private static final Set<String> CLOCKS_AND_DICE =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.Math.random",
          "java.util.UUID.randomUUID",
          "java.util.concurrent.ThreadLocalRandom.current",
          "java.util.random.RandomGenerator.getDefault",
          "java.security.SecureRandom.<init>",
          "java.util.SplittableRandom.<init>",
          "java.util.Random.<init>",
          "java.util.Date.<init>",
          "java.time.InstantSource.system");

  private static final Set<String> KEY_ANNOTATIONS =
      Set.of(
          "io.smallrye.config.WithDefault",
          "io.smallrye.config.WithName",
          "io.smallrye.config.WithParentName");

  private static JavaClasses ours;

  @BeforeAll
  static void readTheCompiledClasses() throws ClassNotFoundException {
    // From where `app` was compiled to: so the tests' own classes are not among them.
    var home = Class.forName(ROOT + ".app.package-info").getProtectionDomain().getCodeSource();
    ours = new ClassFileImporter().importUrl(home.getLocation());
    assertThat(ours).isNotEmpty();
  }

  @TestFactory
  List<DynamicTest> packageSeesOnlyWhatTheGraphAllows() {
    return MAY_SEE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(), () -> check(sees(row.getKey(), row.getValue()))))
        .toList();
  }

  private static ArchRule sees(String name, Set<String> allowed) {
    Set<String> packages = allowed.stream().map(ArchitectureTest::of).collect(Collectors.toSet());
    packages.add(of(name));
    return classes()
        .that()
        .resideInAPackage(of(name))
        .should()
        .onlyDependOnClassesThat(
            not(resideInAPackage(ROOT + ".."))
                .or(resideInAnyPackage(packages.toArray(String[]::new))));
  }

  /** An arrow that nobody needs is an invitation. */
  @TestFactory
  List<DynamicTest> everyArrowOfTheGraphIsThere() {
    return MAY_SEE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(), () -> assertThat(seen(row.getKey())).containsAll(row.getValue())))
        .toList();
  }

  private static Set<String> seen(String name) {
    return ours.stream()
        .filter(type -> type.getPackageName().equals(of(name)))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
        .filter(target -> target.startsWith(ROOT + "."))
        .map(target -> target.substring(ROOT.length() + 1))
        .collect(Collectors.toSet());
  }

  @Test
  void everyPackageHasItsPlaceInTheGraph() {
    Set<String> known =
        MAY_SEE.keySet().stream().map(ArchitectureTest::of).collect(Collectors.toSet());
    SEE_EVERYTHING.forEach(name -> known.add(of(name)));
    assertThat(packagesOfOurs()).isSubsetOf(known);
  }

  @Test
  void coreIsPure() {
    Set<String> javaBase = ModuleLayer.boot().findModule("java.base").orElseThrow().getPackages();
    DescribedPredicate<JavaClass> pure =
        describe(
            "of java.base, jspecify or the core itself",
            type ->
                javaBase.contains(type.getBaseComponentType().getPackageName())
                    || type.getBaseComponentType().isPrimitive());
    check(
        classes()
            .that()
            .resideInAnyPackage(of("device"), of("transaction"))
            .should()
            .onlyDependOnClassesThat(
                pure.or(
                    resideInAnyPackage(
                        of("device"), of("transaction"), "org.jspecify.annotations"))));
  }

  @TestFactory
  List<DynamicTest> libraryIsTouchedInOnePackageOnly() {
    return ONLY_IN.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getValue() + " only in " + row.getKey(),
                    () ->
                        check(
                            noClasses()
                                .that()
                                .resideOutsideOfPackages(packages(row.getKey()))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(row.getValue().toArray(String[]::new)))))
        .toList();
  }

  private static String[] packages(String joined) {
    return Stream.of(joined.split(",")).map(ArchitectureTest::of).toArray(String[]::new);
  }

  /** A package declares its keys with annotations; what reads them stands in {@code app}. */
  @Test
  void configurationIsDeclaredBesideItsUserAndReadInApp() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(of("app.."))
            .should()
            .dependOnClassesThat(
                describe("read the configuration", ArchitectureTest::readsConfiguration)));
  }

  private static boolean readsConfiguration(JavaClass type) {
    boolean configuration =
        Stream.of(
                "io.smallrye.config",
                "org.eclipse.microprofile.config",
                "io.quarkus.runtime.configuration")
            .anyMatch(type.getPackageName()::startsWith);
    return configuration && !KEY_ANNOTATIONS.contains(type.getName());
  }

  @Test
  void packagesFormNoCycle() {
    check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
  }

  @Test
  void timeAndChanceEnterOnlyThroughApp() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(packages("app,app.security,app.start"))
            .should()
            .accessTargetWhere(
                describe("reads a clock or throws dice", ArchitectureTest::isClock)));
  }

  private static boolean isClock(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    String owner = target.getOwner().getFullName();
    String name = target.getName();
    boolean now = owner.startsWith("java.time.") && name.equals("now") && hasNoClock(target);
    boolean systemClock =
        owner.equals("java.time.Clock") && (name.startsWith("system") || name.startsWith("tick"));
    // new Random(seed) is a function of its argument, and so welcome.
    return now
        || systemClock
        || (CLOCKS_AND_DICE.contains(owner + "." + name) && hasNoArgument(target));
  }

  private static boolean hasNoClock(AccessTarget target) {
    return target instanceof AccessTarget.CodeUnitAccessTarget call
        && call.getRawParameterTypes().stream()
            .noneMatch(type -> type.isAssignableTo(java.time.InstantSource.class));
  }

  private static boolean hasNoArgument(AccessTarget target) {
    return target instanceof AccessTarget.CodeUnitAccessTarget call
        && call.getRawParameterTypes().isEmpty();
  }

  @Test
  void namesSayWhatAThingIs() {
    check(
        classes()
            .should()
            .haveNameNotMatching(
                ".*(Manager|Helper|Util|Utils|Impl|Base|Service|Data|Info)(\\$.*)?"));
  }

  /** One word, one meaning; tests too, whose fixtures are read beside what they test. */
  @Test
  void noTwoPackagesHaveAClassOfTheSameName() throws IOException {
    Map<String, List<Path>> byName = new TreeMap<>();
    for (String root : List.of("src/main/java", "src/test/java", "src/tools/java")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> !file.endsWith("package-info.java"))
            .forEach(
                file ->
                    byName
                        .computeIfAbsent(file.getFileName().toString(), n -> new ArrayList<>())
                        .add(file));
      }
    }
    assertThat(byName).hasSizeGreaterThan(100);
    assertThat(byName.values()).filteredOn(files -> files.size() > 1).isEmpty();
  }

  @Test
  void httpClassesEndInApi() {
    check(
        classes()
            .that()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .should()
            .haveSimpleNameEndingWith("Api"));
  }

  @Test
  void everyPackageSaysWhatItIsAndKeepsNullOut() {
    assertThat(packagesOfOurs())
        .allSatisfy(
            name ->
                assertThat(ours.getPackage(name).tryGetPackageInfo())
                    .as("package-info of %s", name)
                    .hasValueSatisfying(
                        info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()));
  }

  private static Set<String> packagesOfOurs() {
    return ours.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A rule about a package that is still empty holds: it is a rule for whoever comes. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ours);
  }

  private static String of(String name) {
    return ROOT + "." + name;
  }
}
