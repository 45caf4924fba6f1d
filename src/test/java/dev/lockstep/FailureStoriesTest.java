package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The proofs that the documents name are there, under that name. */
class FailureStoriesTest {
  private static final Pattern PROOF =
      Pattern.compile("`([A-Z]\\w+(?:Test|IT))?(?:\\.([a-z]\\w+))?`");
  private static final Pattern SCRIPT = Pattern.compile("`([a-z-]+\\.txt)`");

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> sources = sources();
    String named = "";
    int proofs = 0;
    for (String line : table()) {
      Matcher proof = PROOF.matcher(line);
      while (proof.find()) {
        named = proof.group(1) == null ? named : proof.group(1);
        assertThat(sources).as(line).containsKey(named);
        if (proof.group(2) != null) {
          assertThat(sources.get(named)).as(line).contains(" " + proof.group(2) + "(");
        }
        proofs++;
      }
    }
    assertThat(proofs).isGreaterThan(50);
  }

  @Test
  void everyScriptThatIsNamedExists() throws IOException {
    for (String line : table()) {
      Matcher script = SCRIPT.matcher(line);
      while (script.find()) {
        Path file = Path.of("src/test/resources", script.group(1));
        Path scenario = Path.of("src/test/resources/scenarios", script.group(1));
        assertThat(Files.exists(file) || Files.exists(scenario)).as(line).isTrue();
      }
    }
  }

  private static List<String> table() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String document :
        List.of(
            "ARCHITECTURE.md",
            "src/site/markdown/failure-stories.md",
            "src/site/markdown/arming-machines.md",
            "src/site/markdown/iec-62443.md")) {
      Files.readAllLines(Path.of(document)).stream()
          .filter(line -> line.startsWith("| "))
          .forEach(rows::add);
    }
    return rows;
  }

  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      files
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(
              file -> {
                String name = file.getFileName().toString();
                sources.put(name.substring(0, name.length() - ".java".length()), read(file));
              });
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
