package dev.lockstep.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.catalog.Plan;
import dev.lockstep.catalog.PlanLimits;
import dev.lockstep.catalog.PlanReading;
import dev.lockstep.catalog.PlanResolution;
import dev.lockstep.plant.ChangeoverPlan;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code make demo KEEP=1} prints to play the changeover once more, typed as it stands. */
class DemoLineTest {
  private static final String RUN = "POST /api/v1/plans/run";
  private static final String ENDED =
      "{\"id\":\"again\",\"state\":\"ENDED\",\"decision\":\"COMMIT\",\"outcome\":\"COMMITTED\",\"participants\":[]}";

  @Test
  void lineIsACommandThatPlaysThePlanWithParametersThatItTakes() throws Exception {
    try (PlayedGateway coordinator = new PlayedGateway()) {
      coordinator.on(RUN, ENDED);
      String line =
          ChangeoverPlan.line(Path.of("target/lockstep").toAbsolutePath(), coordinator.url());
      String[] words = line.split(" ", -1);
      assertThat(words[0]).isEqualTo("target/lockstep/bin/lockstep");

      CommandRig.Said said = new CommandRig().run(Arrays.copyOfRange(words, 1, words.length));

      assertThat(said.code()).as("%s", said).isZero();
      Map<?, ?> body = new ObjectMapper().readValue(coordinator.bodies(RUN).getFirst(), Map.class);
      assertThat(body.get("plan")).isEqualTo("changeover");
      assertThat(resolved(body.get("parameters"))).isInstanceOf(PlanResolution.Resolved.class);
    }
  }

  /** At the plan of the demo, with parameters that came over the wire. */
  private static PlanResolution resolved(Object parameters) {
    Plan plan =
        PlanReading.of(ChangeoverPlan.text("http://a", "http://b"), PlanLimits.DEFAULT)
            .plan()
            .orElseThrow();
    Map<String, Object> given =
        new ObjectMapper().convertValue(parameters, new TypeReference<Map<String, Object>>() {});
    return plan.resolve(given);
  }
}
