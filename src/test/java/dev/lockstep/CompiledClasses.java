package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program's classes as they were compiled, read once for all rules about them. */
final class CompiledClasses {
  static final String ROOT = "dev.lockstep";
  static final JavaClasses OURS = read();

  private CompiledClasses() {}

  private static JavaClasses read() {
    try {
      // From where `app` was compiled to: so the tests' own classes are not among them.
      var home = Class.forName(ROOT + ".app.package-info").getProtectionDomain().getCodeSource();
      JavaClasses ours = new ClassFileImporter().importUrl(home.getLocation());
      assertThat(ours).isNotEmpty();
      return ours;
    } catch (ClassNotFoundException missing) {
      throw new AssertionError(missing);
    }
  }

  static Set<String> packagesOfOurs() {
    return OURS.stream()
        .map(JavaClass::getPackageName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** A rule about a package that is still empty holds: it is a rule for what comes. */
  static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(OURS);
  }

  /** The full name of a package of ours. */
  static String packageOf(String name) {
    return ROOT + "." + name;
  }

  /**
   * Full names.
   *
   * @param joined with commas between them
   */
  static String[] packages(String joined) {
    return Stream.of(joined.split(",")).map(CompiledClasses::packageOf).toArray(String[]::new);
  }
}
