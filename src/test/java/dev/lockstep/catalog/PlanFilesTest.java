package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is read whole or not at all, and everything that is wrong with it is said at once. */
class PlanFilesTest {
  private static final Path FOLDER = Path.of("src/test/resources/catalog/plans");
  private static final String SOUND =
      "participants: [{gateway: \"http://a\", commands: [{device: press, command: Stop}]}]\n";

  @TempDir Path folder;

  private static PlanFolder folder(Path path) {
    return new PlanFolder(Optional.of(path), PlanLimits.DEFAULT);
  }

  private static PlanReading read(String text) {
    return PlanReading.of(text, PlanLimits.DEFAULT);
  }

  /** Rewritten with {@code -Dgolden.rewrite=true}, and read in review. */
  @Test
  void everyFaultIsNamedWithItsPlaceAndRemedy() {
    StringBuilder text = new StringBuilder();
    for (PlanReading each : folder(FOLDER).list().plans()) {
      text.append(each.plan().isPresent() ? "sound    " : "faulty   ").append(each.name());
      text.append('\n');
      each.faults().forEach(fault -> text.append("fault    ").append(fault).append('\n'));
      each.warnings().forEach(fault -> text.append("warning  ").append(fault).append('\n'));
    }
    Golden.check(FOLDER.resolve("expected.txt"), text.toString());
  }

  @Test
  void onlyFilesOfTheFolderItselfArePlansAndNoNameLeadsOutOfIt() throws IOException {
    Path plans = Files.createDirectories(folder.resolve("plans/below"));
    Files.writeString(folder.resolve("outside.yaml"), SOUND);
    Files.writeString(plans.resolve("deeper.yaml"), SOUND);
    Files.writeString(plans.resolve("../.hidden.yaml"), SOUND);
    Files.writeString(plans.resolve("../notes.txt"), SOUND);
    Files.writeString(plans.resolve("../stop.yaml"), SOUND);
    PlanFolder found = folder(folder.resolve("plans"));

    assertThat(found.list().plans()).extracting(PlanReading::name).containsExactly("stop");
    for (String name : new String[] {"../outside", "below/deeper", ".hidden", "notes", ""}) {
      assertThat(found.find(name)).as(name).isEmpty();
    }
    assertThat(found.hint("stopp")).isEqualTo("did you mean stop?");
  }

  @Test
  void planIsWhatLiesThereNowAndItsVersionSaysWhichThatIs() throws IOException {
    Path file = Files.writeString(folder.resolve("stop.yaml"), SOUND);
    PlanReading first = folder(folder).find("stop").orElseThrow();
    Files.writeString(file, SOUND + "# stop at once\n");
    PlanReading second = folder(folder).find("stop").orElseThrow();

    assertThat(first.version()).matches("[0-9a-f]{16}").isNotEqualTo(second.version());
    assertThat(read(SOUND).version()).isEqualTo(first.version());
  }

  @Test
  void whatIsTooMuchIsNotRead() throws IOException {
    PlanLimits few = new PlanLimits(1, 200, 1, 1, 1, 10);
    Files.writeString(folder.resolve("a.yaml"), SOUND);
    Files.writeString(folder.resolve("b.yaml"), SOUND);
    PlanFolder.Listing listing = new PlanFolder(Optional.of(folder), few).list();
    assertThat(listing.plans()).hasSize(1);
    assertThat(listing.more()).isEqualTo(1);

    assertThat(PlanReading.of(SOUND + "#".repeat(200), few).faults())
        .extracting(Fault::found)
        .containsExactly("larger than 200 octets");
    assertThat(PlanReading.of("parameters: [{}, {}]\n" + SOUND, few).faults())
        .extracting(Fault::found)
        .containsExactly("2 parameters, at most 1 are allowed");
    String commands = "{device: press, command: Stop}";
    assertThat(PlanReading.of(SOUND.replace(commands, commands + ", " + commands), few).faults())
        .extracting(Fault::found)
        .containsExactly("more than 1 commands");
    assertThat(PlanReading.of("participants: [{}, {}]", few).faults())
        .extracting(Fault::found)
        .containsExactly("2 participants, at most 1 are allowed");
  }

  /** Aliases that double with each line are counted before they are expanded. */
  @Test
  void filesThatGrowWhenTheyAreReadAreRefused() {
    String bomb =
        IntStream.range(1, 20)
            .mapToObj(each -> "a%d: &a%d [*a%d, *a%d]".formatted(each, each, each - 1, each - 1))
            .collect(Collectors.joining("\n", "a0: &a0 [1]\n", "\n"));
    assertThat(read(bomb).faults()).extracting(Fault::found).first().asString().contains("values");
  }

  @Test
  void commandLineChecksPlansBesideProfiles() {
    Catalog catalog =
        Catalog.load(
            List.of(FOLDER.resolve("references.yaml"), FOLDER.resolve("sound.json")),
            CatalogLimits.DEFAULT,
            device -> List.of());
    assertThat(catalog.report().faults())
        .extracting(Fault::path)
        .contains("participants[0].commands[0].command")
        .hasSize(folder(FOLDER).find("references").orElseThrow().faults().size());
  }
}
