package dev.lockstep.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which texts are instants. */
class TimestampsTest {
  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-05-04T12:00:00Z",
        "2026-05-04T12:00:00.000Z",
        "2026-05-04T12:00:00,000000000000Z",
        "2026-05-04T14:00:00+02:00",
        "2026-05-04T14:00:00+02",
        "2026-05-04T14:00:00+0200",
        "2026-05-04T06:30:00-05:30",
        "2026-05-04T06:30:00\u221205:30",
        "2026-05-04t12:00:00z",
        "2026-05-04 12:00:00Z",
        "2026-05-04T12:00Z",
        "2026-05-04T12Z",
        "2026-05-04T12.0Z",
        "20260504T120000Z",
        "20260504T1200Z",
        "2026-124T12:00:00Z",
        "2026124T120000Z",
        "2026-W19-1T12:00:00Z",
        "2026W191T120000Z",
        "2026-05-03T24:00:00-12:00"
      })
  void legalSpellingsAreTheSameInstant(String text) {
    assertThat(Timestamps.parse(text)).contains(NOON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-05-04",
        "2026-05-04T12:00:00",
        "2026-02-30T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "2026-05-04T24:00:01Z",
        "2026-05-04T25:00:00Z",
        "2026-05-04T12:60:00Z",
        "2026-05-04T23:59:60Z",
        "2026-05-04T12:0000Z",
        "2026-05-04T12:Z",
        "2026-0504T12:00:00Z",
        "2026-366T12:00:00Z",
        "2026-W54-1T12:00:00Z",
        "2026-05-04T12:00:00+25:00",
        "2026-05-04T12:00:00.0000000001Z",
        "noon"
      })
  void otherTextsAreNone(String text) {
    assertThat(Timestamps.parse(text)).isEmpty();
  }
}
