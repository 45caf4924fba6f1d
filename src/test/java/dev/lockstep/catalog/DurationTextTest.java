package dev.lockstep.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S", "90s, PT1M30S", "15m, PT15M", "2h, PT2H", "1d, PT24H",
    "1.5s, PT1.5S", "PT15M, PT15M", "pt15m, PT15M", "2 s, PT2S", "-5m, PT-5M"
  })
  void peoplesDurationsAreUnderstood(String text, Duration expected) {
    assertThat(DurationText.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"15", "15 minutes", "m", "", "1e3s", "PT", "9999999999999999s", "١s"})
  void otherTextIsNoDuration(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }
}
