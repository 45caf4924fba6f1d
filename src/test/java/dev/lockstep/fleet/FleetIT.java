package dev.lockstep.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.plant.Rest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small fleet: that it works, and that it would say so where two gateways disagree. */
class FleetIT {
  private static final Path DISTRIBUTION =
      Path.of(System.getProperty("lockstep.distribution", "target/lockstep")).toAbsolutePath();

  private static final FleetOptions.Role SQLITE = new FleetOptions.Role(FleetOptions.Log.SQLITE, 1);

  @Tag("long")
  @Test
  void everyTransactionHasOneOutcomeWhileItsCoordinatorIsKilled() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    FleetOptions options = FleetOptions.of(20_261_129, "--quick");

    boolean clean =
        new FleetRun(options, new PrintStream(said, true, StandardCharsets.UTF_8)).run();

    String report = said.toString(StandardCharsets.UTF_8);
    assertThat(clean).as(report).isTrue();
    assertThat(report)
        .contains("20 gateways, 200 machines", "kills of coordinators", "0 disagreements, 0 left");
  }

  @Test
  void plantedDisagreementIsFoundAndSoIsWhatStaysOpen(@TempDir Path folder) throws Exception {
    FleetPlant.Plan plan = new FleetPlant.Plan(3, 3, SQLITE, DISTRIBUTION, "");
    try (FleetPlant plant = FleetPlant.start(plan, folder)) {
      List<Rest> gateways = plant.addresses().stream().map(Rest::new).toList();
      prepare(plant, gateways, 1, 0);
      gateways.forEach(each -> tell(each, 1, "commit", "COMMITTED"));
      prepare(plant, gateways, 2, 1);
      tell(gateways.get(0), 2, "commit", "COMMITTED");
      tell(gateways.get(1), 2, "rollback", "ROLLED_BACK");
      tell(gateways.get(2), 2, "commit", "COMMITTED");
      prepare(plant, gateways, 3, 2);

      OutcomeComparison found =
          plant.compared(
              List.of(
                  transaction(1, 0, Optional.of("COMMITTED")),
                  transaction(2, 1, Optional.of("COMMITTED")),
                  transaction(3, 2, Optional.empty())));

      assertThat(found.compared()).isEqualTo(9);
      assertThat(found.disagreements())
          .containsExactly(
              "fleet-2: told COMMITTED; COMMITTED at gateways [0, 2], ROLLED_BACK at gateways [1]",
              "drive 1 of gateway 1 shows 0, which no committed transaction set there");
      assertThat(found.open())
          .containsExactly("fleet-3: told nothing; OPEN:PREPARED at gateways [0, 1, 2]");
      assertThat(plant.live()).isEqualTo(3);
    }
  }

  private static FleetTransaction transaction(long number, int drive, Optional<String> told) {
    return FleetTransaction.begun(number, List.of(0, 1, 2), drive).ended(told, 1, false);
  }

  private static void prepare(FleetPlant plant, List<Rest> gateways, long number, int drive) {
    String commands = plant.machines().commands(drive, number);
    for (Rest each : gateways) {
      Rest.Reply vote = each.post(path(number, "prepare"), commands);
      assertThat(vote.body().path("vote").asText()).as("%s", vote).isEqualTo("COMMIT");
    }
  }

  private static void tell(Rest gateway, long number, String verb, String outcome) {
    Rest.Reply reply = gateway.post(path(number, verb), "");
    assertThat(reply.body().path("outcome").asText()).as("%s", reply).isEqualTo(outcome);
  }

  private static String path(long number, String verb) {
    return "/api/v1/transactions/%s/%s".formatted(FleetTransaction.id(number), verb);
  }
}
