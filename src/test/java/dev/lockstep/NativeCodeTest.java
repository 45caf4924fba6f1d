package dev.lockstep;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What our own code may not do, because a native image could not follow it: the image holds what an
 * analysis reaches from main, and what static initialisers made when it was built.
 */
class NativeCodeTest {
  /** Methods that find a class, a member or an implementation by a name known only at run time. */
  private static final Set<String> BY_NAME =
      Set.of(
          "java.lang.Class.forName",
          "java.lang.Class.newInstance",
          "java.lang.Class.getMethod",
          "java.lang.Class.getMethods",
          "java.lang.Class.getDeclaredMethod",
          "java.lang.Class.getDeclaredMethods",
          "java.lang.Class.getField",
          "java.lang.Class.getDeclaredField",
          "java.lang.Class.getDeclaredFields",
          "java.lang.Class.getConstructor",
          "java.lang.Class.getConstructors",
          "java.lang.Class.getDeclaredConstructor",
          "java.lang.Class.getDeclaredConstructors",
          "java.lang.Class.getRecordComponents",
          "java.lang.ClassLoader.loadClass",
          "java.lang.ClassLoader.defineClass",
          "java.lang.reflect.Proxy.newProxyInstance",
          "java.util.ServiceLoader.load",
          "java.util.ServiceLoader.loadInstalled",
          "java.util.ResourceBundle.getBundle");

  /** Owners whose every method is by name, or makes code. */
  private static final Set<String> REFLECTIVE =
      Set.of(
          "java.lang.invoke.MethodHandles",
          "java.lang.invoke.MethodHandles$Lookup",
          "java.lang.reflect.Method",
          "java.lang.reflect.Field",
          "java.lang.reflect.Constructor",
          "java.io.ObjectInputStream",
          "java.io.ObjectOutputStream");

  /** What lives, or holds something of this machine, and so may not be made while building. */
  private static final Set<String> ALIVE =
      Set.of(
          "java.lang.Thread",
          "java.lang.Thread$Builder",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.util.Timer",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.concurrent.Executors",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ForkJoinPool",
          "java.util.concurrent.ThreadLocalRandom",
          "java.security.SecureRandom",
          "java.security.Security",
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.InetAddress",
          "java.net.http.HttpClient",
          "java.nio.file.Files",
          "java.nio.channels.FileChannel",
          "java.io.FileInputStream",
          "java.io.FileOutputStream",
          "java.io.RandomAccessFile",
          "java.io.Console",
          "java.sql.DriverManager");

  private static final Set<String> OF_THIS_MACHINE =
      Set.of(
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.console",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.util.UUID.randomUUID",
          "java.time.ZoneId.systemDefault",
          "java.util.Locale.getDefault");

  private static JavaClasses ours;

  @BeforeAll
  static void readTheCompiledClasses() throws ClassNotFoundException {
    var home = Class.forName("dev.lockstep.app.package-info").getProtectionDomain().getCodeSource();
    ours = new ClassFileImporter().importUrl(home.getLocation());
    assertThat(ours).hasSizeGreaterThan(100);
  }

  @Test
  void nothingOfOursIsFoundByNameAtRunTime() {
    noClasses()
        .that()
        // It reads the methods of the configuration's interfaces; NativeHintsTest wants them there.
        .doNotHaveFullyQualifiedName("dev.lockstep.app.config.ConfigKey")
        .and()
        // It does nothing in a native image.
        .doNotHaveFullyQualifiedName("dev.lockstep.app.start.HangupSignal")
        .should()
        .accessTargetWhere(describe("finds code by a name", NativeCodeTest::isByName))
        .check(ours);
  }

  private static boolean isByName(JavaAccess<?> access) {
    String owner = access.getTarget().getOwner().getFullName();
    return BY_NAME.contains(owner + "." + access.getName())
        // A record's own equals and hashCode are bootstrapped with a Lookup that names nothing.
        || (REFLECTIVE.contains(owner) && !access.getName().equals("lookup"));
  }

  /** Array types that are known only at run time are in native/reachability-metadata.json. */
  @Test
  void arraysOfTypesKnownOnlyAtRunTimeAreMadeInOnePlace() {
    Set<String> makers =
        accesses()
            .filter(each -> each.getTarget().getOwner().getFullName().equals(ARRAYS))
            .filter(each -> each.getName().equals("newInstance"))
            .map(each -> each.getOriginOwner().getName())
            .collect(Collectors.toSet());

    assertThat(makers).containsExactly("dev.lockstep.driver.opcua.ValueConversion");
  }

  private static final String ARRAYS = "java.lang.reflect.Array";

  @Test
  void resourcesAreReadOnlyWhereTheyAreKnownToBeRegistered() {
    Set<String> readers =
        accesses()
            .filter(each -> each.getName().startsWith("getResource"))
            .filter(each -> each.getTarget().getOwner().getFullName().startsWith("java.lang.Class"))
            .map(each -> each.getOriginOwner().getName())
            .collect(Collectors.toCollection(TreeSet::new));

    // NativeHintsTest holds the files of the first two against native/; those of the last one,
    // pages/problems.md and two schemas, come from src/site/markdown and stand there beside them;
    // SQLite's library is registered by its own jar (SqliteJdbcFeature).
    assertThat(readers)
        .containsExactly(
            "dev.lockstep.app.Version",
            "dev.lockstep.dashboard.Asset",
            "dev.lockstep.journal.Schema$Script",
            "dev.lockstep.journal.SqliteLibrary",
            "dev.lockstep.rest.PackagedPage");
  }

  @Test
  void staticInitialisersMakeNothingThatLives() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : ours) {
      // It asks whether an image is being built, to have its provider verified there.
      if (!type.getFullName().equals("dev.lockstep.driver.opcua.BouncyCastle")) {
        type.getStaticInitializer().ifPresent(start -> found.addAll(madeBy(start)));
      }
    }

    assertThat(found)
        .as("made while the image is built: an open file, a running thread, a known seed")
        .isEmpty();
  }

  /** Walks what the initialiser calls among our own code, so that a factory does not hide it. */
  private static List<String> madeBy(JavaCodeUnit start) {
    Deque<JavaCodeUnit> open = new ArrayDeque<>(List.of(start));
    Set<JavaCodeUnit> seen = new HashSet<>();
    Set<String> found = new TreeSet<>();
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.pop();
      if (!seen.add(unit)) {
        continue;
      }
      for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
        if (isAlive(access)) {
          found.add(start.getOwner().getName() + ": " + access.getDescription());
        }
        if (access.getTarget() instanceof CodeUnitAccessTarget called) {
          called
              .resolveMember()
              .map(JavaCodeUnit.class::cast)
              .filter(NativeCodeTest::isOurs)
              .ifPresent(open::push);
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean isOurs(JavaCodeUnit unit) {
    return unit.getOwner().getName().startsWith("dev.lockstep.")
        && !unit.getModifiers().contains(JavaModifier.ABSTRACT);
  }

  private static boolean isAlive(JavaAccess<?> access) {
    JavaClass owner = access.getTarget().getOwner();
    boolean called = access.getTarget() instanceof CodeUnitAccessTarget;
    return called
        && (OF_THIS_MACHINE.contains(owner.getFullName() + "." + access.getName())
            || ALIVE.stream().anyMatch(owner::isAssignableTo));
  }

  /** Jackson finds the parts of a record by reflection. */
  @Test
  void everyShapeThatGoesOverTheWireIsRegistered() {
    Set<JavaClass> registered = registered();
    assertThat(registered).hasSizeGreaterThan(20);
    Set<String> missing = new TreeSet<>();
    for (JavaClass shape : registered) {
      shape.getFields().stream()
          .flatMap(field -> field.getType().getAllInvolvedRawTypes().stream())
          .filter(part -> part.getName().startsWith("dev.lockstep."))
          .filter(JavaClass::isRecord)
          .filter(part -> !registered.contains(part))
          .forEach(part -> missing.add(part.getName()));
    }
    ours.stream()
        .filter(JavaClass::isRecord)
        .filter(type -> type.isAnnotatedWith(SCHEMA) && !registered.contains(type))
        .forEach(type -> missing.add(type.getName()));

    assertThat(missing).as("records of Jackson's, without @RegisterForReflection").isEmpty();
  }

  private static final String SCHEMA = "org.eclipse.microprofile.openapi.annotations.media.Schema";
  private static final String HINT = "io.quarkus.runtime.annotations.RegisterForReflection";

  private static Set<JavaClass> registered() {
    Set<JavaClass> all = new HashSet<>();
    for (JavaClass type : ours) {
      if (type.isAnnotatedWith(HINT)) {
        JavaClass[] targets =
            (JavaClass[]) type.getAnnotationOfType(HINT).get("targets").orElseThrow();
        all.addAll(targets.length == 0 ? Set.of(type) : Set.of(targets));
      }
    }
    return all;
  }

  /** Elsewhere JSON is read and written as a tree, which needs no reflection. */
  @Test
  void jacksonReadsRecordsOfOursOnlyWhereRequestsAreRead() {
    Set<String> binding =
        Set.of(
            "readValue",
            "treeToValue",
            "convertValue",
            "valueToTree",
            "readerFor",
            "writerFor",
            "registerSubtypes");
    Set<String> binders =
        accesses()
            .filter(each -> each.getTarget().getOwner().getPackageName().startsWith(JACKSON))
            .filter(each -> binding.contains(each.getName()))
            .map(each -> each.getOriginOwner().getName())
            .collect(Collectors.toSet());

    assertThat(binders).containsExactly("dev.lockstep.rest.RequestJson");
  }

  private static final String JACKSON = "com.fasterxml.jackson";

  private static Stream<JavaAccess<?>> accesses() {
    return ours.stream().flatMap(type -> type.getAccessesFromSelf().stream());
  }
}
