package dev.lockstep.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code make demo COORDINATOR=…} makes of what is typed there. */
class ChoiceTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "lockstep"})
  void withoutOneAskedForItIsOurOwnWithAllSixScenes(String asked) {
    Choice choice = Choice.of(asked);

    assertThat(choice).isEqualTo(Choice.LOCKSTEP);
    assertThat(choice.scenes()).extracting(DemoScene::title).satisfies(ChoiceTest::areInOrder);
    assertThat(choice.scenes()).hasSize(6);
    assertThat(choice.leftOut()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"narayana", "Narayana"})
  void narayanaPlaysFourScenesAndSaysWhichItLeavesOut(String asked) {
    Choice choice = Choice.of(asked);

    assertThat(choice).isEqualTo(Choice.NARAYANA);
    assertThat(choice.scenes()).extracting(DemoScene::title).satisfies(ChoiceTest::areInOrder);
    assertThat(choice.scenes()).hasSize(4);
    assertThat(choice.leftOut())
        .hasValueSatisfying(said -> assertThat(said).contains("(e)", "(f)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zookeeper", "ZooKeeper"})
  void ensemblePlaysFiveScenesOfItsOwn(String asked) {
    Choice choice = Choice.of(asked);

    assertThat(choice).isEqualTo(Choice.ZOOKEEPER);
    assertThat(choice.scenes()).extracting(DemoScene::title).satisfies(ChoiceTest::areInOrder);
    assertThat(choice.scenes()).hasSize(5);
    assertThat(choice.leftOut()).isEmpty();
  }

  private static void areInOrder(Iterable<? extends String> titles) {
    char letter = 'a';
    for (String title : titles) {
      assertThat(title).startsWith("(" + letter++ + ")");
    }
  }

  @Test
  void scenesAreChosenByTheirLetters() {
    assertThat(Choice.LOCKSTEP.scenes("f, a")).extracting(DemoScene::title).hasSize(2);
    assertThat(Choice.LOCKSTEP.allScenes(Choice.LOCKSTEP.scenes("fa"))).isEqualTo("Scenes a, f");
    assertThat(Choice.LOCKSTEP.scenes("")).isEqualTo(Choice.LOCKSTEP.scenes());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.NARAYANA.scenes("f"))
        .withMessage("There is no scene \"f\" here: SCENES is made of the letters abcd.");
  }

  @Test
  void nobodyOfThatNameIsToldWithWhatToType() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Choice.of("wildfly"))
        .withMessageContaining("\"wildfly\"")
        .withMessageContaining("make demo COORDINATOR=narayana")
        .withMessageContaining("make demo COORDINATOR=zookeeper");
  }

  @Test
  void missingJarsAreToldWithTheRemedy() throws IOException {
    Path distribution = distribution();
    assertThat(Choice.LOCKSTEP.missing(distribution)).isEmpty();
    assertThat(Choice.ZOOKEEPER.missing(distribution)).isEmpty();

    assertThat(Choice.NARAYANA.missing(distribution))
        .hasValue("No Narayana in " + folder.resolve("narayana") + ": run `make package` first.");

    Files.createDirectory(folder.resolve("narayana"));
    assertThat(Choice.NARAYANA.missing(distribution)).isEmpty();
  }

  private Path distribution() throws IOException {
    Path distribution = folder.resolve("lockstep");
    Path gateway = Files.createDirectories(distribution.resolve("bin")).resolve("lockstep");
    Files.createFile(gateway);
    assertThat(gateway.toFile().setExecutable(true)).isTrue();
    return distribution;
  }

  @Test
  void demoEndsWithOneLineAndTwoBeforeItTouchesAnything() throws Exception {
    var demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes().toString(),
                Demo.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true);
    demo.environment().put("COORDINATOR", "wildfly");
    demo.environment().remove("JAVA_TOOL_OPTIONS");

    Process ended = demo.start();
    String said = new String(ended.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(ended.waitFor()).isEqualTo(2);
    assertThat(said.lines()).hasSize(1);
    assertThat(said).contains("\"wildfly\"", "COORDINATOR=narayana");
    assertThat(folder).isEmptyDirectory();
  }

  /** Alone: what it says here must not need anything else. */
  private static Path classes() throws URISyntaxException {
    return Path.of(Demo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
