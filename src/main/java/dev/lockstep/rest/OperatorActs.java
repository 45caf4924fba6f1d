package dev.lockstep.rest;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.TransactionId;
import jakarta.inject.Singleton;

/**
 * Acts of operators on transactions: recorded durably, and then done (P14). The same for the API
 * and for the page. Thread-safe; may be called without a request, by a thread that goes on for it.
 */
@Singleton
public final class OperatorActs {
  private final Participant participant;
  private final RequestGuard guard;

  OperatorActs(Participant participant, RequestGuard guard) {
    this.participant = participant;
    this.guard = guard;
  }

  /**
   * Ends a transaction as a person says.
   *
   * @return the answer, which may be a refusal: {@link #accepted} says so
   * @throws RequestRefusedException AUDIT_UNAVAILABLE: nothing was done
   */
  public Answer resolve(TransactionId id, Outcome outcome, Operator operator, Requester by)
      throws JournalUnavailableException, OverloadedException {
    guard.record("resolve " + outcome, id.value(), operator, by);
    return participant.resolve(id, outcome, operator, by);
  }

  /**
   * Lets a withheld actuation go on.
   *
   * @return the answer, which may be a refusal: {@link #accepted} says so
   * @throws RequestRefusedException AUDIT_UNAVAILABLE: nothing was done
   */
  public Answer release(TransactionId id, Operator operator, Requester by)
      throws JournalUnavailableException, OverloadedException {
    guard.record("release", id.value(), operator, by);
    return participant.release(id, operator, by);
  }

  /**
   * Forgets what ended heuristically.
   *
   * @throws RequestRefusedException FORBIDDEN where its coordinator has yet to take the outcome, or
   *     AUDIT_UNAVAILABLE: nothing was done
   */
  public Answer forget(TransactionId id, Operator operator, Requester by)
      throws JournalUnavailableException, OverloadedException {
    RequestGuard.checkHeuristic(id, participant.state(id));
    guard.record("forget", id.value(), operator, by);
    return participant.forget(id, by);
  }

  /**
   * The answer, where it is none that refuses.
   *
   * @throws RequestRefusedException the refusal, with one sentence for people
   */
  public static Answer accepted(TransactionId id, Answer answer) {
    var unused = TransactionResponses.taken(id, answer);
    return answer;
  }
}
