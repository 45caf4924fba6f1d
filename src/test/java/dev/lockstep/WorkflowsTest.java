package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The workflows for GitHub: nobody runs them here, so what can be wrong with them is looked at. */
class WorkflowsTest {
  private static final Path FOLDER = Path.of(".github/workflows");

  /** A tag can be moved to other code, a commit cannot; the version beside it is for people. */
  private static final Pattern PINNED =
      Pattern.compile("\\s*(- )?uses: [\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  private static Map<?, ?> map(Object yaml) {
    assertThat(yaml).isInstanceOf(Map.class);
    return (Map<?, ?>) yaml;
  }

  private static Map<?, ?> read(Path workflow) throws IOException {
    return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(workflow)));
  }

  private static List<Map<?, ?>> jobs(Path workflow) throws IOException {
    return map(read(workflow).get("jobs")).values().stream()
        .<Map<?, ?>>map(each -> map(each))
        .toList();
  }

  private static List<Map<?, ?>> steps(Path workflow) throws IOException {
    return jobs(workflow).stream()
        .flatMap(job -> ((List<?>) job.get("steps")).stream())
        .<Map<?, ?>>map(each -> map(each))
        .toList();
  }

  private static List<Map<?, ?>> uses(Path workflow, String action) throws IOException {
    return steps(workflow).stream()
        .filter(step -> String.valueOf(step.get("uses")).startsWith(action + "@"))
        .<Map<?, ?>>map(step -> map(step.get("with")))
        .toList();
  }

  private static List<String> begunBy(String workflow) throws IOException {
    return map(read(FOLDER.resolve(workflow)).get("on")).keySet().stream()
        .map(String::valueOf)
        .toList();
  }

  @Test
  void thereIsOneForEachChangeAndOneForTheNativeExecutableEachWeek() throws IOException {
    assertThat(begunBy("build.yml")).contains("push", "pull_request");
    assertThat(begunBy("native.yml")).containsExactlyInAnyOrder("schedule", "workflow_dispatch");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyActionIsPinnedToACommitWithItsVersionBesideIt(Path workflow) throws IOException {
    assertThat(Files.readAllLines(workflow))
        .filteredOn(line -> line.contains("uses:"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).matches(PINNED));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void nothingMayBeWrittenAndNoPasswordStays(Path workflow) throws IOException {
    assertThat(read(workflow).get("permissions")).isEqualTo(Map.of("contents", "read"));
    assertThat(jobs(workflow)).allSatisfy(job -> assertThat(job.get("permissions")).isNull());
    assertThat(uses(workflow, "actions/checkout"))
        .isNotEmpty()
        .allSatisfy(with -> assertThat(with.get("persist-credentials")).isEqualTo(false));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void everyJobEndsAndHasTheJavaThatTheProjectWants(Path workflow) throws IOException {
    assertThat(jobs(workflow))
        .allSatisfy(job -> assertThat(job.get("timeout-minutes")).isInstanceOf(Integer.class));
    String wanted = release();
    assertThat(uses(workflow, "actions/setup-java"))
        .hasSameSizeAs(jobs(workflow))
        .allSatisfy(
            with ->
                assertThat(with)
                    .isEqualTo(
                        Map.of(
                            "distribution", "temurin", "java-version", wanted, "cache", "maven")));
  }

  private static String release() throws IOException {
    Matcher release =
        Pattern.compile("<maven.compiler.release>(\\d+)<")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(release.find()).isTrue();
    return release.group(1);
  }

  /** What a step runs of ours is there. */
  @ParameterizedTest
  @MethodSource("workflows")
  void everyScriptThatAStepRunsIsThere(Path workflow) throws IOException {
    Pattern ours = Pattern.compile("(?:bash|sh) ([\\w./-]+)|(\\./[\\w.-]+)");
    List<String> scripts =
        steps(workflow).stream()
            .flatMap(step -> ours.matcher(String.valueOf(step.get("run"))).results())
            .map(each -> each.group(1) == null ? each.group(2) : each.group(1))
            .toList();
    assertThat(scripts)
        .isNotEmpty()
        .allSatisfy(script -> assertThat(Path.of(script)).isRegularFile());
  }

  @Test
  void linterFindsNothing() throws Exception {
    Path home = NpmPackages.install(Path.of("src/test/workflow-checks"), "the linter of workflows");
    Path log = home.resolve("lint.log");
    ProcessBuilder command =
        new ProcessBuilder("node", home.resolve("lint.mjs").toString()).redirectErrorStream(true);
    workflows().forEach(each -> command.command().add(each.toString()));
    Process process = command.redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
  }
}
