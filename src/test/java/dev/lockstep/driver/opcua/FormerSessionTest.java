package dev.lockstep.driver.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.driver.FenceResult;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long the fence waits for a session that is not used any more. Times in seconds. */
class FormerSessionTest {
  @ParameterizedTest(name = "time-out {0}, at work {1}, other PC {2}, answered {3}: {4} left")
  @CsvSource({
    // The sender is dead: the longer of the two, with a margin of one second.
    "30, 10, false,  0, 31",
    "30, 10, false, 30,  1",
    "30, 10, false, 31,  0",
    " 5, 60, false,  0, 60",
    " 5, 60, false, 60,  0",
    // It may be cut off: the server may take its write in the last moment of its session.
    "30, 10, true,   0, 41",
    "30, 10, true,  31, 10",
    "30, 10, true,  40,  1",
    "30, 10, true,  41,  0",
    " 5, 60, true,  60,  6",
    " 5, 60, true,  66,  0",
    " 5, 60, true, 999,  0"
  })
  void waitsForItsEndAtTheServer(int timeout, int atWork, boolean otherPc, int answered, int left) {
    FormerSession session =
        new FormerSession(Duration.ofSeconds(timeout), Duration.ofSeconds(atWork), otherPc);
    FenceResult result = session.after(Duration.ofSeconds(answered));
    if (left == 0) {
      assertThat(result).isInstanceOf(FenceResult.Shut.class);
    } else {
      assertThat(result)
          .isInstanceOfSatisfying(
              FenceResult.Open.class,
              open -> assertThat(open.retryAfter()).isEqualTo(Duration.ofSeconds(left)));
    }
  }
}
