package dev.lockstep.participant;

import dev.lockstep.device.Reason;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Progress;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import java.util.List;
import java.util.stream.Collectors;

/** The text of states and answers in scenarios. */
final class Telling {
  private Telling() {}

  static String briefly(State state) {
    return switch (state) {
      case State.Absent absent -> "ABSENT";
      case State.Preparing preparing -> "PREPARING " + preparing.phase();
      case State.Prepared prepared ->
          "PREPARED" + (prepared.broken().isEmpty() ? "" : " but " + reasons(prepared.broken()));
      case State.Committing committing ->
          "COMMITTING %s %s"
              .formatted(
                  committing.standing(),
                  committing.progress().stream().map(Telling::progress).toList());
      case State.RollingBack rollingBack -> "ROLLING_BACK " + rollingBack.disarmament();
      case State.Ended ended ->
          "ENDED "
              + ended.outcome().map(Outcome::name).orElse("READ_ONLY")
              + (ended.forgotten() ? " forgotten" : "");
    };
  }

  static String progress(Progress progress) {
    String name = progress.getClass().getSimpleName();
    return progress.reasons().isEmpty() ? name : name + ": " + reasons(progress.reasons());
  }

  static String reasons(List<Reason> reasons) {
    return reasons.stream().map(Reason::toString).collect(Collectors.joining("; "));
  }

  static String vote(State state) {
    return state
        .cast()
        .map(
            ballot ->
                switch (ballot) {
                  case Ballot.Yes yes -> "vote COMMIT " + yes.promise();
                  case Ballot.ReadOnly readOnly -> "vote READ_ONLY " + readings(readOnly);
                  case Ballot.No no -> "vote ROLLBACK " + reasons(no.reasons());
                })
        .orElse("no vote");
  }

  private static String readings(Ballot.ReadOnly ballot) {
    return ballot.readings().stream()
        .map(each -> "%s %s=%s".formatted(each.device(), each.resource(), each.value()))
        .toList()
        .toString();
  }

  static String answer(Answer answer) {
    return switch (answer.reply()) {
      case Reply.Taken taken -> briefly(answer.state());
      case Reply.Later later -> "later, " + briefly(answer.state());
      case Reply.Refused refused ->
          "refused %s, %s".formatted(refused.refusal(), briefly(answer.state()));
    };
  }
}
