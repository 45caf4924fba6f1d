package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * The repetition of a send whose result is unknown, for commands that may be sent twice. The result
 * of a later send says nothing about an earlier one: only a reading, or the device's own record,
 * settles it (P4).
 */
final class Repetition {
  private Repetition() {}

  /** The reasons that belong to an earlier send of unknown result; empty where there was none. */
  static List<Reason> earlier(List<Reason> reasons) {
    return reasons.stream().filter(each -> each.code() == Reason.Code.MAY_REPEAT).toList();
  }

  /**
   * The progress after a send, including what stays unknown of an earlier one.
   *
   * @param before the intent of this send
   * @param found the result of this send alone
   */
  static Progress after(Progress before, Progress found) {
    if (!(before instanceof Progress.Intended intended) || intended.earlier().isEmpty()) {
      return found;
    }
    return switch (found) {
      case Progress.Waiting waiting -> new Progress.Waiting(with(intended, waiting.because()));
      // This send was refused or did not leave; the earlier one may have been carried out.
      case Progress.NotApplied not ->
          new Progress.Unknown(intended.at(), with(intended, not.because()));
      case Progress.Unknown unknown -> unknown;
      case Progress.Applied applied -> applied;
      case Progress.Intended still -> still;
    };
  }

  /** Waiting without reasons; what is unknown of an earlier send stays so. */
  static Progress.Waiting unheld(Progress held) {
    return new Progress.Waiting(earlier(held.reasons()));
  }

  /** Waiting, held back for these reasons. */
  static Progress.Waiting held(Progress before, List<Reason> because) {
    List<Reason> reasons = new ArrayList<>(earlier(before.reasons()));
    because.stream().filter(each -> !reasons.contains(each)).forEach(reasons::add);
    return new Progress.Waiting(reasons);
  }

  /**
   * The progress of a task that is withheld until an operator releases it; earlier reasons are
   * kept.
   */
  static Progress withheld(Progress before, Reason because) {
    List<Reason> reasons = new ArrayList<>(before.reasons());
    reasons.add(because);
    return switch (before) {
      case Progress.NotApplied not -> new Progress.NotApplied(not.at(), reasons);
      case Progress.Unknown unknown -> new Progress.Unknown(unknown.sentAt(), reasons);
      case Progress.Waiting waiting -> held(waiting, List.of(because));
      // Neither is withheld: the device is asked first, or the task is done.
      case Progress.Intended intended -> intended;
      case Progress.Applied applied -> applied;
    };
  }

  private static List<Reason> with(Progress.Intended intended, List<Reason> because) {
    List<Reason> reasons = new ArrayList<>(intended.earlier());
    because.stream().filter(each -> !reasons.contains(each)).forEach(reasons::add);
    return reasons;
  }
}
