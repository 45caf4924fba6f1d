package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchmarkOptionsTest {

  @Test
  void withoutAnyEverythingIsMeasured() {
    assertThat(BenchmarkOptions.of()).isEqualTo(BenchmarkOptions.DEFAULT);
    assertThat(BenchmarkOptions.of().parts()).containsExactly(BenchmarkOptions.Topic.values());
  }

  @Test
  void takesWhatIsNamed() {
    BenchmarkOptions options =
        BenchmarkOptions.of(
            "--quick",
            "--part",
            "restart,opcua",
            "--levels",
            "1,2",
            "--seconds",
            "3",
            "--doubts",
            "7",
            "--every",
            "5");

    assertThat(options.parts())
        .containsExactly(BenchmarkOptions.Topic.OPCUA, BenchmarkOptions.Topic.RESTART);
    assertThat(options.pace().levels()).isEqualTo(List.of(1, 2));
    assertThat(options.pace().measure()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.doubts()).isEqualTo(7);
    assertThat(options.calm().every()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.other()).isEmpty();
    assertThat(options.past()).isLessThan(BenchmarkOptions.DEFAULT.past());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--part nothing",
        "--levels 0",
        "--levels 1,x",
        "--levels 300",
        "--seconds 0",
        "--warm-up -1",
        "--doubts 0",
        "--every 0",
        "--calm 0",
        "--dist no/such/folder",
        "--unknown 1",
        "--levels"
      })
  void refusesWhatCannotBeUsed(String line) {
    assertThatThrownBy(() -> BenchmarkOptions.of(line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
