package dev.lockstep.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.device.Moment;
import dev.lockstep.device.TimeSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is told of a walk while it lasts. */
class NodeProgressTest {
  private final StringWriter err = new StringWriter();
  private long ticks;
  private final TimeSource clock = () -> new Moment(Instant.EPOCH, ticks, "run");

  @Test
  void atATerminalOneLineIsWrittenOver() {
    NodeProgress progress = new NodeProgress(new PrintWriter(err), true, clock);
    tell(progress, 1, 100);
    tell(progress, 1, 200);
    progress.end();

    assertThat(err.toString())
        .isEqualTo(
            "\rlockstep browse: 100 nodes looked at …\rlockstep browse: 200 nodes looked at …"
                + System.lineSeparator());
  }

  @Test
  void elsewhereALineIsPrintedEveryFiveSeconds() {
    NodeProgress progress = new NodeProgress(new PrintWriter(err), false, clock);
    for (int second = 1; second <= 12; second++) {
      tell(progress, 1, second);
    }
    progress.end();

    assertThat(err.toString().lines())
        .containsExactly(
            "lockstep browse: 5 nodes looked at …", "lockstep browse: 10 nodes looked at …");
  }

  private void tell(NodeProgress progress, int secondsLater, int looked) {
    ticks += secondsLater * 1_000_000_000L;
    progress.tell(looked);
  }
}
