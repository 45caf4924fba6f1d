package dev.lockstep.transaction;

import dev.lockstep.device.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Sending again what may be sent twice, while nobody knows what came of the first time. What an
 * earlier send may have done is not undone by what a later one comes to: only a reading, or the
 * device's own record, ends the doubt (ARCHITECTURE P4).
 */
final class Repetition {
  private Repetition() {}

  /** What is unknown of an earlier send; empty where there was none. */
  static List<Reason> earlier(List<Reason> reasons) {
    return reasons.stream().filter(each -> each.code() == Reason.Code.MAY_REPEAT).toList();
  }

  /**
   * What a send has come to, with what stays unknown of an earlier one.
   *
   * @param before the intent of this send
   * @param found what came of it alone
   */
  static Progress after(Progress before, Progress found) {
    if (!(before instanceof Progress.Intended intended) || intended.earlier().isEmpty()) {
      return found;
    }
    return switch (found) {
      case Progress.Waiting waiting -> new Progress.Waiting(with(intended, waiting.because()));
      // This one was refused or never left; the earlier one may have been carried out.
      case Progress.NotApplied not ->
          new Progress.Unknown(intended.at(), with(intended, not.because()));
      case Progress.Unknown unknown -> unknown;
      case Progress.Applied applied -> applied;
      case Progress.Intended still -> still;
    };
  }

  /** Nothing holds it back; what is unknown of an earlier send stays so. */
  static Progress.Waiting unheld(Progress held) {
    return new Progress.Waiting(earlier(held.reasons()));
  }

  /** Held back, for these reasons. */
  static Progress.Waiting held(Progress before, List<Reason> because) {
    List<Reason> reasons = new ArrayList<>(earlier(before.reasons()));
    because.stream().filter(each -> !reasons.contains(each)).forEach(reasons::add);
    return new Progress.Waiting(reasons);
  }

  /** Kept back until a person releases it; what the device said before stays on record. */
  static Progress withheld(Progress before, Reason because) {
    List<Reason> reasons = new ArrayList<>(before.reasons());
    reasons.add(because);
    return switch (before) {
      case Progress.NotApplied not -> new Progress.NotApplied(not.at(), reasons);
      case Progress.Unknown unknown -> new Progress.Unknown(unknown.sentAt(), reasons);
      case Progress.Waiting waiting -> held(waiting, List.of(because));
      // Neither is kept back: the device is asked first, or it is done.
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
