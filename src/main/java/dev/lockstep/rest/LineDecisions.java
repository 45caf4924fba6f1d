package dev.lockstep.rest;

import dev.lockstep.participant.Operator;
import jakarta.inject.Singleton;

/**
 * Operators' words about the two PCs of a line, said to the active one: passed on, and recorded.
 */
@Singleton
public final class LineDecisions {
  private final LineAdministration line;
  private final RequestGuard guard;

  LineDecisions(LineAdministration line, RequestGuard guard) {
    this.line = line;
    this.guard = guard;
  }

  /**
   * How the PCs stand.
   *
   * @throws RequestRefusedException NO_STANDBY where this gateway stands alone
   */
  public StandbyViews.LineView standing() {
    return line.line().orElseThrow(LineDecisions::alone);
  }

  /**
   * Says it.
   *
   * @throws RequestRefusedException NO_STANDBY, or STANDBY_REFUSED with the remedy
   */
  public StandbyViews.WordView say(
      LineAdministration.LineWord word, boolean acceptLoss, Operator operator) {
    if (line.line().isEmpty()) {
      throw alone();
    }
    LineAdministration.WordAnswer answer =
        line.say(word, acceptLoss, operator.name(), operator.reason());
    // Recorded afterwards: what goes on alone can have nothing recorded before it does. What steps
    // down records nothing any more; there the other PC does.
    guard.told("line", word.path(), operator);
    if (!answer.taken()) {
      throw new RequestRefusedException(ProblemType.STANDBY_REFUSED, answer.detail());
    }
    return new StandbyViews.WordView(answer.result(), answer.detail());
  }

  private static RequestRefusedException alone() {
    return new RequestRefusedException(
        ProblemType.NO_STANDBY, "this gateway stands alone: lockstep.standby.enabled is not set");
  }
}
