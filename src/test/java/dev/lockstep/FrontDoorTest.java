package dev.lockstep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What make would do; nothing is done. */
class FrontDoorTest {

  /** How it ended, and what it said. */
  private record Said(int code, List<String> lines) {}

  private static Said make(String... goals) throws Exception {
    List<String> command = new ArrayList<>(List.of("make", "-n"));
    command.addAll(List.of(goals));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Whoever runs this may be a make itself, of the demo, say.
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("MAKE")
                    || name.matches("MFLAGS|COORDINATOR|KEEP|SCENES|ARGS|RUNTIME|BASE|ENGINE"));
    Process make;
    try {
      make = builder.start();
    } catch (IOException missing) {
      assumeTrue(System.getenv("LOCKSTEP_CI") != null, "make is not installed");
      throw missing;
    }
    String said = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(make.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return new Said(make.exitValue(), said.lines().toList());
  }

  private static List<String> wouldDo(String... goals) throws Exception {
    Said said = make(goals);
    assertThat(said.code()).as("%s", said).isZero();
    return said.lines();
  }

  @ParameterizedTest
  @CsvSource({
    "demo, plant.Demo",
    "bench, bench.Bench",
    "chaos, chaos.Chaos",
    "soak, soak.Soak",
    "fleet, fleet.FleetRun",
  })
  void argumentsReachTheToolAndNotTheBuildBeforeIt(String goal, String tool) throws Exception {
    List<String> lines = wouldDo(goal, "ARGS=--only-for-you");
    assertThat(lines).filteredOn(line -> line.contains("mvnw")).isNotEmpty();
    assertThat(lines)
        .filteredOn(line -> line.contains("--only-for-you"))
        .singleElement()
        .asString()
        .contains("dev.lockstep." + tool);
  }

  @Test
  void argumentsReachTheBuildWhereItIsAskedFor() throws Exception {
    assertThat(wouldDo("package", "ARGS=-Dlook=here"))
        .anyMatch(line -> line.contains("mvnw") && line.contains("-Dlook=here"));
  }

  @Test
  void packagesAreMadeWithARuntimeOfTheirOwnAndAPackageWhereItIsAskedFor() throws Exception {
    String runtime = "-Ddistribution.runtime=true";
    assertThat(wouldDo("packages", "ARGS=1.2.3"))
        .anyMatch(line -> line.contains("mvnw") && line.contains(runtime))
        .last()
        .asString()
        .contains("dev.lockstep.packages.Packages", "1.2.3");
    assertThat(wouldDo("package", "RUNTIME=1")).anyMatch(line -> line.contains(runtime));
    assertThat(wouldDo("package")).noneMatch(line -> line.contains(runtime));
  }

  @Test
  void containerIsBuiltOfThePackageWithARuntimeOfItsOwn() throws Exception {
    assertThat(wouldDo("container", "BASE=another", "ENGINE=podman", "ARGS=--quiet"))
        .anyMatch(line -> line.contains("mvnw") && line.contains("-Ddistribution.runtime=true"))
        .noneMatch(line -> line.contains("mvnw") && line.contains("--quiet"))
        .last()
        .asString()
        .contains("BASE=\"another\"", "ENGINE=\"podman\"", "target/container --quiet");
  }

  @Test
  void demoWithACoordinatorThatNobodyKnowsIsRefusedBeforeTheBuild() throws Exception {
    Said said = make("demo", "COORDINATOR=wildfly");

    assertThat(said.code()).isEqualTo(2);
    assertThat(said.lines())
        .singleElement()
        .asString()
        .contains(
            "no coordinator \"wildfly\"",
            "`make demo`",
            "COORDINATOR=narayana",
            "COORDINATOR=zookeeper");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lockstep", "narayana", "Narayana", "zookeeper", "ZooKeeper"})
  void demoIsBuiltForTheCoordinatorsThatItKnows(String coordinator) throws Exception {
    assertThat(wouldDo("demo", "COORDINATOR=" + coordinator))
        .anyMatch(line -> line.contains("mvnw"))
        .last()
        .asString()
        .contains("COORDINATOR=\"" + coordinator + "\"", "plant.Demo");
  }
}
