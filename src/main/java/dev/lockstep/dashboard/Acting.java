package dev.lockstep.dashboard;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.OperatorActs;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TransactionDetails;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;

/**
 * What is pressed on a page, handed on to the same services that the API calls; refused where the
 * situation is another one than was looked at.
 */
@Singleton
final class Acting {
  private final OperatorActs acts;
  private final Participant participant;
  private final TransactionDetails details;

  Acting(OperatorActs acts, Participant participant, TransactionDetails details) {
    this.acts = acts;
    this.participant = participant;
    this.details = details;
  }

  /**
   * What was pressed.
   *
   * @param shown the situation that was looked at
   */
  record Press(TransactionId id, Act act, String shown) {}

  /**
   * Does it.
   *
   * @return what came of it, one sentence
   * @throws RequestRefusedException where it was not done, and why; NOT_STUCK where the situation
   *     had changed
   */
  String press(Press press, Operator operator, Requester by)
      throws JournalUnavailableException, OverloadedException {
    TransactionId id = press.id();
    State state = participant.state(id);
    if (!shown(state).equals(press.shown())) {
      throw new RequestRefusedException(
          ProblemType.NOT_STUCK, "Nothing was done: since you looked, " + meanwhile(id));
    }
    Optional<Outcome> outcome = press.act().outcome();
    Answer answer =
        switch (press.act()) {
          case RELEASE -> acts.release(id, operator, by);
          case FORGET -> acts.forget(id, operator, by);
          case COMMITTED, ROLLED_BACK, MIXED, HAZARD ->
              acts.resolve(id, outcome.orElseThrow(), operator, by);
        };
    return result(OperatorActs.accepted(id, answer).state());
  }

  /** The situation, in one line that is the same as long as it is. */
  String shown(State state) {
    return WaitingList.shown(state, participant.intervention(state).map(each -> each.kind()));
  }

  private static String result(State state) {
    return switch (state) {
      case State.Ended ended ->
          ended.forgotten()
              ? "forgotten"
              : "ended " + ended.outcome().map(Badge::words).orElse("read only");
      case State.Committing committing ->
          "goes on by itself: " + Badge.words(committing.standing());
      case State.RollingBack back -> "goes on by itself: " + Badge.words(back.disarmament());
      case State.Absent absent -> "is not known any more";
      case State.Preparing preparing -> "is still preparing";
      case State.Prepared prepared -> "is prepared";
    };
  }

  /** What happened last, above all what another person did: for who comes second. */
  String meanwhile(TransactionId id) throws JournalUnavailableException {
    State state = participant.state(id);
    if (state instanceof State.Absent) {
      return "it was pruned, or never was here.";
    }
    TransactionViews.Transaction now = details.describe(id);
    String stands =
        now.outcome()
            .map(each -> "it ended " + Badge.words(each))
            .orElse("it is " + Badge.words(now.state()));
    return now.history().reversed().stream()
        .filter(each -> each.who().startsWith("OPERATOR"))
        .findFirst()
        .map(
            each -> "%s %s".formatted(each.who().substring("OPERATOR".length()).strip(), did(each)))
        .map(person -> "%s; %s.".formatted(person, stands))
        .orElse(stands + ".");
  }

  private static String did(TransactionViews.Line line) {
    return "%s it at %s UTC (%s)"
        .formatted(
            line.event().toLowerCase(Locale.ROOT),
            line.at().toString().substring(11, 19),
            line.detail().length() <= 200 ? line.detail() : line.detail().substring(0, 199) + "…");
  }
}
