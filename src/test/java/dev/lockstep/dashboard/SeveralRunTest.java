package dev.lockstep.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.dashboard.SeveralRun.Standing;
import dev.lockstep.participant.Operator;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeveralRunTest {
  private final SeveralRun run =
      new SeveralRun(
          1,
          Act.ROLLED_BACK,
          new Operator("otto", "the coordinator is gone"),
          Instant.EPOCH,
          List.of("t-1", "t-2", "t-3"));

  @Test
  void eachHasItsTurnOnceAndItsResultIsKept() {
    assertThat(run.next()).map(SeveralRun.Item::id).contains("t-1");
    assertThat(run.next()).map(SeveralRun.Item::id).contains("t-2");
    run.set("t-1", Standing.DONE, "ended heuristic rollback");
    run.set("t-2", Standing.REFUSED, "since you looked, anna resolved it");
    assertThat(run.over()).isFalse();
    assertThat(run.next()).map(SeveralRun.Item::id).contains("t-3");
    run.set("t-3", Standing.DONE, "ended heuristic rollback");

    assertThat(run.next()).isEmpty();
    assertThat(run.over()).isTrue();
    assertThat(run.count(Standing.DONE)).isEqualTo(2);
    assertThat(run.items())
        .extracting(SeveralRun.Item::told)
        .containsExactly(
            "ended heuristic rollback",
            "since you looked, anna resolved it",
            "ended heuristic rollback");
  }

  @Test
  void whatIsStoppedLeavesTheOthersAsTheyAre() {
    var unused = run.next();
    run.stop();

    assertThat(run.next()).isEmpty();
    assertThat(run.over()).as("one is under way").isFalse();
    run.set("t-1", Standing.DONE, "ended");
    assertThat(run.over()).isTrue();
    assertThat(run.count(Standing.WAITING)).isEqualTo(2);
  }
}
