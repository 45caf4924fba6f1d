package dev.lockstep.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The package with the native executable: what {@link QuickStartIT} is for the one with jars. */
class NativePackageIT {
  /** No Java is on the PATH, and JAVA_HOME names none: an edge PC may have none. */
  private static final Map<String, String> WITHOUT_JAVA =
      Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", "/nowhere");

  private final CommandLine shell =
      new CommandLine(Distribution.folder("native-package"), WITHOUT_JAVA);

  @BeforeAll
  static void executableIsThere() {
    Distribution.requireExecutable();
  }

  @Test
  void helpAndCompletionDoNotSpeakOfACacheThatIsNotThere() throws Exception {
    for (List<String> call : List.of(List.of("--help"), List.of("completion"))) {
      CommandLine.Said said = shell.lockstep(call.toArray(String[]::new));

      assertThat(said.code()).as("%s", said).isZero();
      assertThat(said.out()).contains("reload").doesNotContain("warm-up");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm-up", "warm-up --help"})
  void warmUpSaysThatThereIsNothingToDo(String call) throws Exception {
    CommandLine.Said said = shell.lockstep(call.split(" "));

    assertThat(said.code()).as("%s", said).isZero();
    assertThat(said.out()).hasLineCount(1).contains("without a cache", "nothing to do");
    assertThat(said.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC -Xmx128m", "-Xshare:off", "-Xlog:gc --enable-preview -ea"})
  void optionsForAJvmDoNotKeepItFromStarting(String options) throws Exception {
    CommandLine.Said said = shell.in(Map.of("JAVA_OPTS", options)).lockstep("--version");

    assertThat(said.code()).as("%s", said).isZero();
    assertThat(said.out()).matches("lockstep \\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(said.err()).isEmpty();
  }
}
