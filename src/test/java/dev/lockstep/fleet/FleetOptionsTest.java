package dev.lockstep.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetOptionsTest {

  @Test
  void withoutAnyAThousandGatewaysComeLast() {
    assertThat(FleetOptions.of(5)).isEqualTo(FleetOptions.usual(5));
    assertThat(FleetOptions.of(5).largest()).isEqualTo(1000);
  }

  @Test
  void takesWhatIsNamed() {
    FleetOptions options =
        FleetOptions.of(
            5,
            "--quick --gateways 40,80 --participants 3 --minutes 2 --seed 9 --clients 2"
                .split(" ", -1));

    assertThat(options.gateways()).isEqualTo(List.of(40, 80));
    assertThat(options.participants()).isEqualTo(List.of(3));
    assertThat(options.pace().kills()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.pace().clients()).isEqualTo(2);
    assertThat(options.seed()).isEqualTo(9);
    assertThat(options.pace().measure()).isLessThan(FleetOptions.usual(5).pace().measure());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--gateways 1",
        "--gateways 10,x",
        "--gateways 5",
        "--gateways 5000",
        "--participants 0",
        "--participants 65",
        "--clients 11",
        "--seconds 0",
        "--minutes -1",
        "--coordinators 0",
        "--log kafka",
        "--unknown 1",
        "--seed"
      })
  void refusesWhatCannotBeUsed(String line) {
    assertThatThrownBy(() -> FleetOptions.of(5, line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
