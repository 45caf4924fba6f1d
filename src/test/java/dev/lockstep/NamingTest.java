package dev.lockstep;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static dev.lockstep.CompiledClasses.OURS;
import static dev.lockstep.CompiledClasses.check;
import static dev.lockstep.CompiledClasses.packagesOfOurs;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** One word, one meaning: what the names of classes say. */
class NamingTest {
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
                assertThat(OURS.getPackage(name).tryGetPackageInfo())
                    .as("package-info of %s", name)
                    .hasValueSatisfying(
                        info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()));
  }
}
