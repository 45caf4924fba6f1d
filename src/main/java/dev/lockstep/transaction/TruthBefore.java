package dev.lockstep.transaction;

import dev.lockstep.device.Action;
import dev.lockstep.device.Assignment;
import dev.lockstep.device.Comparison;
import dev.lockstep.device.Condition;
import dev.lockstep.device.DeviceName;
import dev.lockstep.device.Encoding;
import dev.lockstep.device.Reason;
import dev.lockstep.device.ResourceName;
import dev.lockstep.device.Verification;
import dev.lockstep.device.Work;
import java.util.List;

/**
 * The before-image test: whether the evidence for a command was already true before it was sent, as
 * far as the journal knows. What was true before the send proves nothing after it (P4).
 *
 * <p>Conditions are read immediately before a send, and nothing is sent while all of them hold. So
 * a send with a result, whatever it is, was made while they did not hold. An intent without a
 * result does not prove this:
 *
 * <ol>
 *   <li>the intent is durable, and power fails before the conditions are read;
 *   <li>an operator starts the machine by hand;
 *   <li>the restart finds the intent, and the conditions hold.
 * </ol>
 */
final class TruthBefore {
  private TruthBefore() {}

  /** Whether a reading that shows the command as carried out would prove nothing. */
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
        || (progress instanceof Progress.Unknown unknown && foundTrueBefore(unknown));
  }

  /**
   * Whether no later reading can prove the result: the evidence was true before, and there is no
   * written value that could be read back instead.
   */
  static boolean unprovable(Ballot.Yes vote, Task task, Progress.Unknown unknown) {
    return settled(unknown) && !valuesSeen(vote, task.action());
  }

  /**
   * Whether this is the only doubt, and the send can no longer arrive: only then may an operator
   * have it sent again (P5a). Where the device could not be asked, its old connection may still be
   * open, and the send is settled first:
   *
   * <ol>
   *   <li>the machine freezes during the call, and power fails;
   *   <li>the restart cannot ask the machine, and an operator has the call sent again;
   *   <li>the machine carries it out, and the transaction ends;
   *   <li>the machine continues with the first call, and moves a second time.
   * </ol>
   */
  static boolean settled(Progress.Unknown unknown) {
    return foundTrueBefore(unknown)
        && unknown.because().stream().map(Reason::code).noneMatch(TruthBefore::mayArrive);
  }

  private static boolean mayArrive(Reason.Code code) {
    return code == Reason.Code.UNKNOWN
        || code == Reason.Code.UNKNOWN_DEVICE
        || code == Reason.Code.TARGET_MOVED;
  }

  /**
   * Whether the device was seen to fail at the command. Whatever it shows later is not the
   * command's doing: somebody has cleared the fault, and perhaps started the machine by hand.
   */
  static boolean failed(Task task, Progress progress) {
    List<ResourceName> resources =
        task.action().guarantees().verification().failedBy().stream()
            .map(Condition::resource)
            .toList();
    return progress instanceof Progress.Unknown unknown
        && unknown.because().stream()
            .filter(each -> each.code() == Reason.Code.ALTERED)
            .anyMatch(each -> each.resource().filter(resources::contains).isPresent());
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

  /** Whether an earlier look found the evidence true before the send. */
  static boolean foundTrueBefore(Progress.Unknown unknown) {
    return unknown.because().stream().anyMatch(each -> each.code() == Reason.Code.ALREADY_TRUE);
  }

  /**
   * Whether the machine already showed every value at the vote. Writing it again is harmless where
   * it may be repeated, because the machine has the value. For a write that is sent once, the value
   * then proves nothing.
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
        .anyMatch(
            each ->
                Comparison.matches(
                    asked.value(), each.value(), Encoding.UNKNOWN, readBack.tolerance()));
  }
}
