package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Comparison;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Reason;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import java.util.List;

/**
 * Whether what would show that a command was carried out was true before it was sent, as far as the
 * journal knows (ARCHITECTURE P4). What was true before proves nothing afterwards.
 *
 * <p>Conditions are looked at immediately before a send, and nothing is sent while all of them
 * hold: so a send with a result, whatever it is, was made while they did not. An intent without a
 * result proves nothing of that kind:
 *
 * <ol>
 *   <li>the intent is durable, and power fails before the conditions are looked at;
 *   <li>a person starts the machine by hand;
 *   <li>the restart finds the intent, and the conditions true.
 * </ol>
 */
final class TruthBefore {
  private TruthBefore() {}

  /** Whether a reading that shows the command carried out would prove nothing. */
  static boolean possible(Ballot.Yes vote, Task task, Progress progress) {
    return switch (task.action().guarantees().verification()) {
      case Verification.Acknowledged acknowledged -> false;
      case Verification.Outputs outputs -> unseen(progress);
      case Verification.Conditions conditions -> unseen(progress);
      case Verification.ReadBack readBack ->
          task.action().guarantees().sentOnce() && shownAtTheVote(vote, task.action(), readBack);
    };
  }

  private static boolean unseen(Progress progress) {
    return progress instanceof Progress.Intended
        || (progress instanceof Progress.Unknown unknown && told(unknown));
  }

  /**
   * Whether no later look can prove it: what would be read was true before, and nothing was written
   * that could be read back instead.
   */
  static boolean unprovable(Ballot.Yes vote, Task task, Progress.Unknown unknown) {
    return settled(unknown) && !valuesSeen(vote, task.action());
  }

  /**
   * Whether the doubt is that alone, and nothing of the send can still arrive: only then may a
   * person have it sent again (ARCHITECTURE P5a). Where the device could not be asked, the old way
   * in is open, and the doubt is settled first:
   *
   * <ol>
   *   <li>the machine freezes over the call, and power fails;
   *   <li>the restart cannot ask it, and a person has it sent again;
   *   <li>the machine does that, the transaction ends, and the machine wakes to the first call.
   * </ol>
   */
  static boolean settled(Progress.Unknown unknown) {
    return told(unknown)
        && unknown.because().stream().map(Reason::code).noneMatch(TruthBefore::mayArrive);
  }

  private static boolean mayArrive(Reason.Code code) {
    return code == Reason.Code.UNKNOWN
        || code == Reason.Code.UNKNOWN_DEVICE
        || code == Reason.Code.TARGET_MOVED;
  }

  private static boolean valuesSeen(Ballot.Yes vote, Action action) {
    return action.work() instanceof Work.Write write
        && write.assignments().stream()
            .allMatch(
                asked ->
                    vote.before().stream()
                        .anyMatch(
                            each ->
                                each.device().equals(action.device())
                                    && each.resource().equals(asked.resource())));
  }

  /** Whether that was found out before. */
  static boolean told(Progress.Unknown unknown) {
    return unknown.because().stream().anyMatch(each -> each.code() == Reason.Code.ALREADY_TRUE);
  }

  /**
   * Whether the machine showed every value already when the vote was cast. To write it again is
   * harmless where it may be repeated: the machine has the value. Of what fires once, the value
   * says nothing then.
   */
  private static boolean shownAtTheVote(
      Ballot.Yes vote, Action action, Verification.ReadBack readBack) {
    List<Assignment> asked =
        action.work() instanceof Work.Write write ? write.assignments() : List.of();
    return !asked.isEmpty()
        && asked.stream().allMatch(each -> isShown(vote.before(), action.device(), each, readBack));
  }

  private static boolean isShown(
      List<Observation> before,
      DeviceName device,
      Assignment asked,
      Verification.ReadBack readBack) {
    return before.stream()
        .filter(each -> each.device().equals(device) && each.resource().equals(asked.resource()))
        .anyMatch(each -> Comparison.matches(asked.value(), each.value(), readBack.tolerance()));
  }
}
