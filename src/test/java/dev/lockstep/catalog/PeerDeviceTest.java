package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Access;
import dev.lockstep.device.Resource;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Scaling;
import dev.lockstep.device.ValueType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What another gateway's description tells of a command is found, and no more is said. */
class PeerDeviceTest {
  private static final Resource FORCE =
      resource("Force", ValueType.FLOAT64, Optional.of(new BigDecimal("200")));
  private static final Resource MODE = resource("Mode", ValueType.INT8, Optional.empty());
  private static final PeerDevice PRESS =
      new PeerDevice(
          "press",
          Map.of(
              "SetForce",
              new PeerDevice.Command(
                  true,
                  List.of(
                      new PeerDevice.Argument(FORCE, false, Set.of()),
                      new PeerDevice.Argument(MODE, true, Set.of("auto")))),
              "Look",
              new PeerDevice.Command(
                  false, List.of(new PeerDevice.Argument(FORCE, false, Set.of())))),
          Map.of("Force", FORCE));

  private static Resource resource(String name, ValueType type, Optional<BigDecimal> most) {
    return new Resource(
        new ResourceName(name),
        type,
        Access.READ_WRITE,
        new Resource.Limits(Optional.empty(), most),
        Scaling.NONE,
        "kN",
        Map.of());
  }

  private static List<String> faults(String command, Map<String, Object> arguments, boolean read) {
    PlanPlace place = new PlanPlace("changeover.yaml", 7, 9, "participants[0].commands[0]");
    return PRESS
        .faults(new PlanResolution.Command(place, "press", command, arguments, 0, read))
        .stream()
        .map(Fault::toString)
        .map(line -> line.replace("changeover.yaml:7:9: participants[0].commands[0]: ", ""))
        .toList();
  }

  @Test
  void whatFitsHasNoFaults() {
    assertThat(faults("SetForce", Map.of("Force", new BigDecimal("120")), false)).isEmpty();
    assertThat(faults("SetForce", Map.of("Force", "120", "Mode", "auto"), false)).isEmpty();
    assertThat(faults("SetForce", Map.of(), true)).isEmpty();
    assertThat(faults("Look", Map.of(), false)).isEmpty();
    assertThat(faults("Force", Map.of("Force", new BigDecimal("1")), false)).isEmpty();
  }

  @Test
  void whatItsVoteWouldRefuseIsFoundBefore() {
    assertThat(faults("SetForse", Map.of(), false))
        .containsExactly("press has no command named \"SetForse\"; did you mean SetForce?");
    assertThat(faults("SetForce", Map.of("Forse", new BigDecimal("1")), false))
        .containsExactly(
            "SetForce of press takes no argument \"Forse\"; did you mean Force?",
            "SetForce of press needs the argument Force; give it, as Float64");
    assertThat(faults("SetForce", Map.of("Force", new BigDecimal("201"), "Mode", "manual"), false))
        .containsExactlyInAnyOrder(
            "SetForce of press, argument Force: 201 is outside any to 200 kN",
            "SetForce of press, argument Mode: expected Int8, found the text \"manual\"");
    assertThat(faults("Look", Map.of("Force", new BigDecimal("1")), false))
        .containsExactly(
            "Look of press only reads; leave the arguments out, or use a command that writes");
    assertThat(faults("Force", Map.of("Force", true), false)).hasSize(1);
  }
}
