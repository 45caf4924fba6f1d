package dev.lockstep.rest.lra;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.CoordinatorClient.Word;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.TransactionResponses;
import dev.lockstep.rest.lra.LraStatus.Ending;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** What a participant does with each word of its coordinator, and answers to it. Thread-safe. */
public final class LraParticipation {
  private final Participant participant;
  private final LraSettings settings;
  private final LraCoordinatorClient coordinators;

  public LraParticipation(
      Participant participant, LraSettings settings, LraCoordinatorClient coordinators) {
    this.participant = participant;
    this.settings = settings;
    this.coordinators = coordinators;
  }

  Response end(TransactionId id, Ending ending, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return LraAnswers.end(id, ended(id, ending, by), ending, settings.participant(id));
  }

  private State ended(TransactionId id, Ending ending, Requester by)
      throws JournalUnavailableException, OverloadedException {
    return switch (ending) {
      case CLOSE -> participant.commit(id, by).state();
      case CANCEL -> participant.rollback(id, by).state();
    };
  }

  /**
   * The status. What has ended is told as the coordinator means it: whether it completed or failed
   * to compensate is the same end, and which of the two it asks for it does not say, so it is
   * asked.
   */
  Response status(TransactionId id) throws JournalUnavailableException {
    State state = participant.state(id);
    Optional<String> coordinator = state.work().flatMap(Branch::coordinator);
    if (state.live() || coordinator.isEmpty()) {
      return LraAnswers.status(id, state, natural(state));
    }
    return switch (coordinators.ending(coordinator.get())) {
      case Word.Commit close -> LraAnswers.status(id, state, Ending.CLOSE);
      case Word.Rollback cancel -> LraAnswers.status(id, state, Ending.CANCEL);
      case Word.Undecided active -> LraAnswers.status(id, state, natural(state));
      case Word.Silence silent -> LraAnswers.undetermined(settings.participant(id));
    };
  }

  /** The ending that this state suits, where the coordinator has asked for none. */
  private static Ending natural(State state) {
    return switch (state) {
      case State.Absent absent -> Ending.CANCEL;
      case State.Preparing preparing -> Ending.CLOSE;
      case State.Prepared prepared -> Ending.CLOSE;
      case State.Committing committing -> Ending.CLOSE;
      case State.RollingBack rollingBack -> Ending.CANCEL;
      case State.Ended ended ->
          ParticipantStatus.of(ended, Ending.CLOSE).filter(ParticipantStatus::failed).isPresent()
              ? Ending.CANCEL
              : Ending.CLOSE;
    };
  }

  /**
   * The action is over, and this is its last word: a participant that waits still for its decision
   * has it then. What ended as the action did counts as forgotten.
   */
  Response after(TransactionId id, LraStatus status, Requester by)
      throws JournalUnavailableException, OverloadedException {
    State found = participant.state(id);
    Optional<Ending> ending = status.ending();
    boolean waits = found instanceof State.Prepared || found instanceof State.Preparing;
    State state = waits && ending.isPresent() ? ended(id, ending.get(), by) : found;
    Response answer = LraAnswers.after(state, ending);
    if (ending.isPresent()) {
      forgetWhatIsPlain(id, state, ending.get(), by);
    }
    return answer;
  }

  /** A coordinator sends forget for failures alone; heuristics stay until a person forgets them. */
  private void forgetWhatIsPlain(TransactionId id, State state, Ending ending, Requester by) {
    boolean plain =
        state instanceof State.Ended ended
            && !ended.forgotten()
            && ended.outcome().filter(Outcome::heuristic).isEmpty()
            && ParticipantStatus.of(ended, ending).filter(ParticipantStatus::failed).isEmpty();
    if (!plain) {
      return;
    }
    try {
      participant.forget(id, by);
    } catch (JournalUnavailableException | OverloadedException later) {
      // The outcome is durable, and its answer must not wait: the record is kept for longer.
    }
  }

  /** 200 forgotten: LRA has no other word for it. */
  Response forget(TransactionId id, Requester by)
      throws JournalUnavailableException, OverloadedException {
    TransactionResponses.checkForgotten(id, participant.forget(id, by));
    return Response.ok().build();
  }
}
