package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The package's bill of materials (CycloneDX, {@code sbom.json}): it names every library that is
 * packed, and none of them is older than the version in which a published hole was closed.
 */
class SafeVersionsIT {
  private static final Path SAFE = Path.of("src/test/resources/safe-versions.txt");

  /** A library by its Maven coordinates. */
  private record Library(String group, String name, String version) {
    String jar() {
      return "%s.%s-%s.jar".formatted(group, name, version);
    }

    /** Whether this is at least the other version: number by number, whatever follows them. */
    boolean isAtLeast(String other) {
      List<Integer> mine = numbers(version);
      List<Integer> wanted = numbers(other);
      for (int each = 0; each < wanted.size(); each++) {
        int has = each < mine.size() ? mine.get(each) : 0;
        if (has != wanted.get(each)) {
          return has > wanted.get(each);
        }
      }
      return true;
    }

    private static List<Integer> numbers(String version) {
      return Stream.of(version.split("[.-]"))
          .takeWhile(part -> part.matches("[0-9]+"))
          .map(Integer::valueOf)
          .toList();
    }
  }

  /** A line of the list: what may not be older than which version, and why. */
  private record Rule(String group, String name, String version, String why) {
    static Rule of(String line) {
      String[] parts = line.split("\\s+", 3);
      String[] library = parts[0].split(":", 2);
      return new Rule(library[0], library[1], parts[1], parts[2]);
    }

    boolean isAbout(Library library) {
      boolean all = name.endsWith("*");
      String start = all ? name.substring(0, name.length() - 1) : name;
      return group.equals(library.group)
          && (all ? library.name.startsWith(start) : library.name.equals(start));
    }
  }

  @Test
  void noLibraryIsOlderThanItsSafeVersion() throws IOException {
    List<String> tooOld = new ArrayList<>();
    for (Rule rule : rules()) {
      List<Library> meant = libraries().stream().filter(rule::isAbout).toList();
      assertThat(meant).as("%s:%s is in the package", rule.group, rule.name).isNotEmpty();
      meant.stream()
          .filter(library -> !library.isAtLeast(rule.version))
          .map(library -> "%s, safe since %s: %s".formatted(library, rule.version, rule.why))
          .forEach(tooOld::add);
    }
    assertThat(tooOld).isEmpty();
  }

  @Test
  void everyPackedLibraryStandsInTheBill() throws IOException {
    Distribution.requireJars("there is no jar to hold the bill against");
    Path folder = Distribution.home().resolve("lib/lib");
    List<String> billed = libraries().stream().map(Library::jar).toList();
    try (Stream<Path> jars = Files.walk(folder)) {
      assertThat(jars.map(Path::getFileName).map(Path::toString))
          .filteredOn(name -> name.endsWith(".jar"))
          .hasSizeGreaterThan(100)
          .isSubsetOf(billed);
    }
  }

  private static List<Rule> rules() throws IOException {
    return Files.readAllLines(SAFE).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Rule::of)
        .toList();
  }

  private static List<Library> libraries() throws IOException {
    Path bill = Distribution.home().resolve("sbom.json");
    List<Library> libraries = new ArrayList<>();
    for (JsonNode each : new ObjectMapper().readTree(bill.toFile()).get("components")) {
      libraries.add(
          new Library(
              each.path("group").asText(),
              each.path("name").asText(),
              each.path("version").asText()));
    }
    return libraries;
  }
}
