package dev.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static dev.lockstep.CompiledClasses.check;
import static dev.lockstep.CompiledClasses.packageOf;
import static dev.lockstep.CompiledClasses.packages;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where configuration is read, and time and chance enter. */
class OutsideWorldTest {
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

  /** A package declares its keys with annotations; what reads them stands in {@code app}. */
  @Test
  void configurationIsDeclaredBesideItsUserAndReadInApp() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(packageOf("app.."))
            .should()
            .dependOnClassesThat(
                describe("read the configuration", OutsideWorldTest::readsConfiguration)));
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
  void timeAndChanceEnterOnlyThroughApp() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(packages("app,app.security,app.start"))
            .should()
            .accessTargetWhere(
                describe("reads a clock or throws dice", OutsideWorldTest::isClock)));
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
}
