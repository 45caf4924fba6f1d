package dev.lockstep.rest.restat;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What a participant's terminator does with each word of the coordinator, and answers to it. */
record RestAtTerminator(
    Participant participant, PendingEnlistments enlistments, RequestGuard guard) {

  Response vote(TransactionId id) throws JournalUnavailableException, OverloadedException {
    State state = prepared(id, false);
    // Narayana sends neither decision nor DELETE to a participant that voted ReadOnly.
    if (state.cast().orElse(null) instanceof Ballot.ReadOnly) {
      forgetWhatIsPlain(id, state);
    }
    return RestAtAnswers.vote(id, state);
  }

  /**
   * Prepares what was enlisted. Without an enlistment, which was repeated or lost in a restart, the
   * current state.
   */
  private State prepared(TransactionId id, boolean onePhase)
      throws JournalUnavailableException, OverloadedException {
    Optional<PrepareRequest> enlisted = enlistments.begin(id);
    if (enlisted.isEmpty()) {
      return participant.state(id);
    }
    PrepareRequest request = enlisted.get();
    State state =
        participant
            .prepare(
                new PrepareRequest(
                    id,
                    request.coordinator(),
                    request.participants(),
                    request.timeout(),
                    onePhase,
                    request.commands()),
                guard.requester())
            .state();
    enlistments.drop(id);
    return state;
  }

  Response commit(TransactionId id) throws JournalUnavailableException, OverloadedException {
    State state = participant.commit(id, guard.requester()).state();
    Response answer = RestAtAnswers.commit(id, state);
    forgetWhatIsPlain(id, state);
    return answer;
  }

  Response rollback(TransactionId id) throws JournalUnavailableException, OverloadedException {
    enlistments.drop(id);
    State state = participant.rollback(id, guard.requester()).state();
    forgetWhatIsPlain(id, state);
    return RestAtAnswers.rollback(state);
  }

  /** Whatever is wrong, the answer is 200: everything else would be taken for committed. */
  Response onePhase(TransactionId id) {
    try {
      return guard.inside(
          Admission.Kind.VOTE,
          () -> {
            State state = prepared(id, true);
            forgetWhatIsPlain(id, state);
            return RestAtAnswers.onePhase(state);
          });
    } catch (JournalUnavailableException
        | OverloadedException
        | RequestRefusedException notThrough) {
      // Where it was begun, by this call or by an earlier one, it is not known how far it came.
      boolean untouched = enlistments.withdraw(id);
      return RestAtAnswers.status(
          untouched ? TxStatus.HEURISTIC_ROLLBACK : TxStatus.HEURISTIC_HAZARD);
    }
  }

  /**
   * Narayana sends DELETE for heuristics alone. What ended plainly counts as forgotten with the
   * answer that says so: pruned when other forgotten ones are, and until then a repeat gets the
   * same answer.
   */
  private void forgetWhatIsPlain(TransactionId id, State state) {
    boolean plain =
        state instanceof State.Ended ended
            && !ended.forgotten()
            && ended.outcome().filter(Outcome::heuristic).isEmpty();
    if (!plain) {
      return;
    }
    try {
      participant.forget(id, guard.requester());
    } catch (JournalUnavailableException | OverloadedException later) {
      // The outcome is durable, and its answer must not wait: the record is kept for longer.
    }
  }
}
