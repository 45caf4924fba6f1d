package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The plan of the page on plans in the gateway's folder, and the two lines that it is for. */
final class PlannedFolder implements AutoCloseable {
  final PlannedLines lines;

  private final Path plans;
  private final Map<String, String> before;

  /**
   * @param plans the folder of {@link PlannedPlant}
   * @param scratch for the two lines
   */
  PlannedFolder(Path plans, Path scratch) throws IOException {
    this.plans = plans;
    this.lines = new PlannedLines(scratch);
    write("changeover", changeover());
    this.before = lines.shown();
  }

  /** The page's plan, with the addresses of these lines. */
  String changeover() throws IOException {
    return lines.here(PlanPage.block("plan"));
  }

  String read(String name) throws IOException {
    return Files.readString(plans.resolve(name + ".yaml"));
  }

  void write(String name, String text) throws IOException {
    Files.writeString(plans.resolve(name + ".yaml"), text);
  }

  /** Nothing stands prepared, and no machine shows anything else than at the beginning. */
  void assertRolledBackEverywhere(String id) {
    assertThat(lines.states(id))
        .allSatisfy(
            state ->
                assertThat(state)
                    .isInstanceOfSatisfying(
                        State.Ended.class,
                        ended -> assertThat(ended.outcome()).contains(Outcome.ROLLED_BACK)));
    assertThat(lines.shown()).isEqualTo(before);
  }

  /** As the page's call asks for it. */
  void assertPlayed() {
    assertThat(lines.shown())
        .isEqualTo(
            Map.of(
                "StagedRecipe", "8",
                "StagedForce", "120",
                "Speed", "0.5",
                "ProgramNumber", "20",
                "Setpoint", "180"));
  }

  @Override
  public void close() throws IOException {
    lines.close();
    try (var files = Files.list(plans)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
  }
}
