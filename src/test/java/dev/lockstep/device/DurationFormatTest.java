package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationFormatTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.4S, 400 ms",
    "PT2.5S, 2.5 s",
    "PT10S, 10 s",
    "PT1M, 1 min",
    "PT1M30S, 1 min 30 s",
    "PT1M0.001S, 1 min 1 ms",
    "PT26H, 1 d 2 h",
  })
  void readsAsAPersonSaysIt(Duration duration, String text) {
    assertThat(DurationFormat.of(duration)).isEqualTo(text);
  }
}
