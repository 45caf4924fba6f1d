package dev.lockstep.rest.restat;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TransactionResponses;
import dev.lockstep.rest.VoteViewMapper;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * REST-AT responses for each state, as Narayana understands them, which differs in places from the
 * specification (decision 14). Decides nothing: every answer follows from the state of the
 * transaction.
 *
 * <p>Narayana reads a body only where the status is 200; it repeats a commit that was not answered
 * 200 without end; it sends a rollback once; and in one phase it takes every answer but 200 for
 * committed.
 */
final class RestAtAnswers {
  private RestAtAnswers() {}

  /** 200 Prepared or ReadOnly · 409 the vote ROLLBACK · 503, which Narayana takes for ROLLBACK. */
  static Response vote(TransactionId id, State state) {
    return switch (state) {
      case State.Absent absent -> no(id, List.of());
      case State.Preparing preparing -> later();
      case State.Prepared prepared -> status(TxStatus.PREPARED);
      case State.Committing committing -> status(TxStatus.PREPARED);
      case State.RollingBack rollingBack -> TransactionResponses.voteEnded(id, rollingBack);
      case State.Ended ended -> vote(id, ended);
    };
  }

  private static Response vote(TransactionId id, State.Ended ended) {
    Ballot ballot = ended.ballot().orElse(null);
    return switch (ballot) {
      case null -> TransactionResponses.voteEnded(id, ended);
      case Ballot.No no -> no(id, List.of(no));
      // Narayana sends no decision to a participant that voted ReadOnly, and asks again where it
      // had
      // no answer.
      case Ballot.ReadOnly readOnly when ended.outcome().isEmpty() -> status(TxStatus.READ_ONLY);
      case Ballot.ReadOnly readOnly -> TransactionResponses.voteEnded(id, ended);
      // A vote ends with its transaction: a coordinator that asks again has lost the decision.
      case Ballot.Yes yes -> TransactionResponses.voteEnded(id, ended);
    };
  }

  /** Never a 200 with RolledBack: that is misread as a heuristic. The body is for people. */
  private static Response no(TransactionId id, List<Ballot.No> vote) {
    return TransactionResponses.json(
        409,
        vote.isEmpty()
            ? VoteViewMapper.rollbackVote(id.value(), List.of())
            : VoteViewMapper.vote(id.value(), vote.getFirst()));
  }

  /**
   * 200 Committed, also on every repeat, or a heuristic · 503 not finished · 404 not known here.
   *
   * <p>Never 200 for what is not known: the coordinator would drop its record, and a gateway that
   * really is that participant, at another address or with its journal brought back, would ask it
   * in doubt, hear 404 and roll back. With 404 it keeps the decision, and looks whether the
   * participant has moved.
   */
  static Response commit(TransactionId id, State state) {
    return switch (state) {
      case State.Absent absent ->
          throw new RequestRefusedException(
              ProblemType.UNKNOWN_TRANSACTION, id + " was never prepared here, or is forgotten");
      case State.Preparing preparing -> later();
      case State.Prepared prepared -> later();
      case State.Committing committing -> later();
      case State.RollingBack rollingBack -> later();
      case State.Ended ended -> status(committed(ended));
    };
  }

  private static TxStatus committed(State.Ended ended) {
    if (nothingMoved(ended)) {
      return saidFirst(ended, TxStatus.COMMITTED);
    }
    TxStatus status = ended.outcome().map(TxStatus::of).orElse(TxStatus.COMMITTED);
    return status == TxStatus.ROLLED_BACK ? TxStatus.HEURISTIC_ROLLBACK : status;
  }

  /**
   * 200 RolledBack as soon as that is decided durably, because Narayana does not ask again; or a
   * heuristic · 503 not taken.
   */
  static Response rollback(State state) {
    return switch (state) {
      case State.Absent absent -> later();
      case State.Preparing preparing -> later();
      case State.Prepared prepared -> later();
      case State.Committing committing -> status(TxStatus.HEURISTIC_HAZARD);
      case State.RollingBack rollingBack -> status(TxStatus.of(rollingBack.outcome()));
      case State.Ended ended -> status(rolledBackAs(ended));
    };
  }

  private static TxStatus rolledBackAs(State.Ended ended) {
    if (nothingMoved(ended)) {
      return saidFirst(ended, TxStatus.ROLLED_BACK);
    }
    TxStatus status = ended.outcome().map(TxStatus::of).orElse(TxStatus.ROLLED_BACK);
    return status == TxStatus.COMMITTED ? TxStatus.HEURISTIC_COMMIT : status;
  }

  private static boolean nothingMoved(State.Ended ended) {
    return ended.ballot().orElse(null) instanceof Ballot.ReadOnly;
  }

  /**
   * What was told, or ReadOnly where the opposite was told before: a heuristic would send a person
   * to machines that did not move (decision 45).
   */
  private static TxStatus saidFirst(State.Ended ended, TxStatus told) {
    return ended.outcome().map(TxStatus::of).orElse(told) == told ? told : TxStatus.READ_ONLY;
  }

  /**
   * 200 Committed as soon as that is decided durably, HeuristicRollback where it refused, or
   * HeuristicHazard where the outcome is not known yet. Never 503: Narayana takes that for
   * committed too, but keeps a record of it that it cannot finish.
   */
  static Response onePhase(State state) {
    return switch (state) {
      case State.Absent absent -> status(TxStatus.HEURISTIC_ROLLBACK);
      case State.Preparing preparing -> status(TxStatus.HEURISTIC_HAZARD);
      case State.Prepared prepared -> status(TxStatus.HEURISTIC_HAZARD);
      case State.Committing committing -> status(TxStatus.COMMITTED);
      case State.RollingBack rollingBack -> status(TxStatus.HEURISTIC_ROLLBACK);
      case State.Ended ended -> status(onePhase(ended));
    };
  }

  private static TxStatus onePhase(State.Ended ended) {
    if (nothingMoved(ended)) {
      return saidFirst(ended, TxStatus.COMMITTED);
    }
    return ended.ballot().orElse(null) instanceof Ballot.Yes
        ? committed(ended)
        : TxStatus.HEURISTIC_ROLLBACK;
  }

  static Response status(TxStatus status) {
    return Response.ok(status.body(), TxStatus.MEDIA_TYPE).build();
  }

  private static Response later() {
    return Response.status(503)
        .header(HttpHeaders.RETRY_AFTER, TransactionResponses.RETRY_AFTER_SECONDS)
        .build();
  }
}
