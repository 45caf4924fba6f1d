package dev.lockstep.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies = new Latencies();

  @Test
  void percentileIsTheSmallestTimeThatSoManyDoNotExceed() {
    List<Integer> shuffled = new ArrayList<>(IntStream.rangeClosed(1, 10_000).boxed().toList());
    Collections.shuffle(shuffled, new Random(7));
    shuffled.forEach(each -> latencies.add(each * 1_000_000L));

    assertThat(latencies.count()).isEqualTo(10_000);
    assertThat(latencies.percentileMillis(0.001)).isEqualTo(1);
    assertThat(latencies.percentileMillis(50)).isEqualTo(5_000);
    assertThat(latencies.percentileMillis(99)).isEqualTo(9_900);
    assertThat(latencies.percentileMillis(99.995)).isEqualTo(10_000);
    assertThat(latencies.percentileMillis(100)).isEqualTo(10_000);
  }

  @Test
  void oneTimeIsEveryPercentile() {
    latencies.add(1_500_000);

    assertThat(latencies.percentileMillis(1)).isEqualTo(1.5);
    assertThat(latencies.percentileMillis(99)).isEqualTo(1.5);
  }

  @Test
  void goesOnCountingAfterItWasAsked() {
    latencies.add(3_000_000);
    assertThat(latencies.percentileMillis(100)).isEqualTo(3);

    latencies.add(1_000_000);

    assertThat(latencies.percentileMillis(50)).isEqualTo(1);
    assertThat(latencies.percentileMillis(51)).isEqualTo(3);
  }

  @Test
  void twoRoundsTogetherAreAsIfTheyHadBeenOne() {
    latencies.add(1_000_000);
    Latencies second = new Latencies();
    second.add(3_000_000);
    second.add(2_000_000);

    latencies.addAll(second);

    assertThat(latencies.count()).isEqualTo(3);
    assertThat(latencies.percentileMillis(50)).isEqualTo(2);
    assertThat(latencies.percentileMillis(100)).isEqualTo(3);
  }

  @Test
  void whereNothingCommittedThereIsNoTime() {
    assertThat(latencies.percentileMillis(50)).isZero();
  }

  @Test
  void refusesWhatIsNoPercentile() {
    assertThatThrownBy(() -> latencies.percentileMillis(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> latencies.percentileMillis(100.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> latencies.percentileMillis(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
