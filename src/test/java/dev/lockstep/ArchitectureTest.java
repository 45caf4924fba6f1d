package dev.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.lockstep.CompiledClasses.OURS;
import static dev.lockstep.CompiledClasses.ROOT;
import static dev.lockstep.CompiledClasses.check;
import static dev.lockstep.CompiledClasses.packageOf;
import static dev.lockstep.CompiledClasses.packages;
import static dev.lockstep.CompiledClasses.packagesOfOurs;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the graph of ARCHITECTURE.md: who may see whom, and where each library may be touched. */
class ArchitectureTest {
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
          Map.entry("standby", Set.of()),
          Map.entry("standby.link", Set.of("standby")),
          Map.entry(
              "app.standby",
              Set.of(
                  "app",
                  "app.security",
                  "app.config",
                  "standby.link",
                  "standby",
                  "rest",
                  "coordinator",
                  "ensemble",
                  "outbox",
                  "driver",
                  "journal",
                  "device")),
          Map.entry(
              "participant",
              Set.of("journal", "mailbox", "driver", "catalog", "transaction", "device")),
          Map.entry("coordinator", Set.of("journal", "mailbox", "transaction", "device")),
          Map.entry("ensemble", Set.of("journal", "standby", "transaction", "device")),
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
              "rest.lra",
              Set.of("rest.client", "rest", "participant", "journal", "transaction", "device")),
          Map.entry(
              "rest.tcc",
              Set.of("rest.client", "rest", "participant", "journal", "transaction", "device")),
          Map.entry(
              "app.tracing",
              Set.of(
                  "rest.client",
                  "participant",
                  "coordinator",
                  "journal",
                  "driver",
                  "transaction",
                  "device")),
          Map.entry(
              "app.config",
              Set.of(
                  "app.tracing",
                  "rest.restat",
                  "rest.lra",
                  "rest.client",
                  "rest",
                  "dashboard",
                  "outbox",
                  "participant",
                  "coordinator",
                  "ensemble",
                  "standby",
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
          "driver.mqtt", List.of("com.hivemq..", "com.google.protobuf.."),
          "app.tracing", List.of("io.opentelemetry.."),
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
          "rest,rest.restat,rest.lra,rest.tcc,dashboard",
              List.of("jakarta.ws.rs..", "org.jboss.resteasy.."));

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
    Set<String> packages =
        allowed.stream().map(CompiledClasses::packageOf).collect(Collectors.toSet());
    packages.add(packageOf(name));
    return classes()
        .that()
        .resideInAPackage(packageOf(name))
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
    return OURS.stream()
        .filter(type -> type.getPackageName().equals(packageOf(name)))
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .map(dependency -> dependency.getTargetClass().getBaseComponentType().getPackageName())
        .filter(target -> target.startsWith(ROOT + "."))
        .map(target -> target.substring(ROOT.length() + 1))
        .collect(Collectors.toSet());
  }

  @Test
  void everyPackageHasItsPlaceInTheGraph() {
    Set<String> known =
        MAY_SEE.keySet().stream().map(CompiledClasses::packageOf).collect(Collectors.toSet());
    SEE_EVERYTHING.forEach(name -> known.add(packageOf(name)));
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
            .resideInAnyPackage(packageOf("device"), packageOf("transaction"), packageOf("standby"))
            .should()
            .onlyDependOnClassesThat(
                pure.or(
                    resideInAnyPackage(
                        packageOf("device"),
                        packageOf("transaction"),
                        packageOf("standby"),
                        "org.jspecify.annotations"))));
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

  @Test
  void packagesFormNoCycle() {
    check(slices().matching(ROOT + ".(**)").should().beFreeOfCycles());
  }
}
