package dev.lockstep.participant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays every script under {@code src/test/resources/scenarios} and compares all that was told.
 * {@code -Dgolden.rewrite=true} writes what is told now into the script, for review.
 */
class ScenarioTest {
  private static final Path SCRIPTS = Path.of("src/test/resources/scenarios");

  @TestFactory
  Stream<DynamicTest> everyScriptTellsWhatItSays() throws IOException {
    List<Path> scripts;
    try (Stream<Path> files = Files.list(SCRIPTS)) {
      scripts = files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
    assertThat(scripts).isNotEmpty();
    return scripts.stream()
        .map(
            script -> DynamicTest.dynamicTest(script.getFileName().toString(), () -> play(script)));
  }

  /** Plays one script. */
  static void play(Path script) {
    try {
      String expected = Files.readString(script);
      String found = replay(expected);
      if (Boolean.getBoolean("golden.rewrite")) {
        Files.writeString(script, found);
      } else {
        assertThat(found).as(script.toString()).isEqualTo(expected);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The script with what is told now: comments and commands stay, answers are replaced. */
  private static String replay(String script) {
    Scenario scenario = new Scenario();
    List<String> lines = new ArrayList<>();
    for (String line : script.lines().toList()) {
      if (line.startsWith("#") || line.isBlank()) {
        lines.add(line);
      } else if (line.startsWith("> ")) {
        lines.add(line);
        scenario.run(line.substring(2)).forEach(told -> lines.add("  " + told));
      }
    }
    return String.join("\n", lines) + "\n";
  }
}
