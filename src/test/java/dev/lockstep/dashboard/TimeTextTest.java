package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimeTextTest {
  @Test
  void ageIsShortAndNeverNegative() {
    assertThat(TimeText.age(Duration.ofSeconds(-3))).isEqualTo("0 s");
    assertThat(TimeText.age(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(TimeText.age(Duration.ofSeconds(119))).isEqualTo("1 min");
    assertThat(TimeText.age(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    assertThat(TimeText.age(Duration.ofHours(50))).isEqualTo("2 d 2 h");
  }

  @Test
  void instantIsInUtcUntilTheBrowserKnowsBetter() {
    Instant at = Instant.parse("2026-03-02T06:00:00.123456Z");

    TimeText text = TimeText.of(at, at.plusSeconds(61));

    assertThat(text.iso()).isEqualTo("2026-03-02T06:00:00.123Z");
    assertThat(text.text()).isEqualTo("2026-03-02 06:00:00 UTC");
    assertThat(text.age()).isEqualTo("1 min");
    assertThat(TimeText.NONE.known()).isFalse();
  }
}
