package dev.lockstep.rest;

import dev.lockstep.participant.Answer;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Decided;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * HTTP responses for the participant's answers: which status and body each reply has. Decides
 * nothing.
 */
public final class TransactionResponses {
  /** Value of Retry-After where the same request may succeed soon. */
  public static final String RETRY_AFTER_SECONDS = "1";

  private static final Reply VOTE_ENDED = new Reply.Refused(Reply.Refusal.VOTE_ENDED);
  private static final Reply OTHER_COMMANDS = new Reply.Refused(Reply.Refusal.OTHER_COMMANDS);

  private TransactionResponses() {}

  /** 200 the vote · 409 the vote ROLLBACK · a refusal. */
  static Response vote(TransactionId id, Answer answer) {
    checkPhases(id, answer, false);
    return voted(id, answer);
  }

  /**
   * The same, with what a vote COMMIT is warned of.
   *
   * @param warnings empty where the transaction does not wait for a decision
   */
  static Response vote(TransactionId id, Answer answer, List<String> warnings) {
    return answer.reply() instanceof Reply.Taken
            && answer.state() instanceof State.Prepared prepared
            && !warnings.isEmpty()
        ? json(200, VoteViewMapper.vote(id.value(), prepared.vote(), warnings))
        : vote(id, answer);
  }

  private static Response voted(TransactionId id, Answer answer) {
    if (answer.reply().equals(VOTE_ENDED)) {
      return voteEnded(id, answer.state());
    }
    State state = taken(id, answer);
    return switch (state) {
      case State.Preparing preparing -> throw tooSlow(id, state);
      case State.Absent absent -> throw tooSlow(id, state);
      case State.Prepared prepared -> vote(id, prepared.vote());
      case State.Committing committing -> vote(id, committing.vote());
      case State.RollingBack rollingBack -> vote(id, rollingBack.ballot());
      case State.Ended ended ->
          ended.ballot().map(ballot -> vote(id, ballot)).orElseGet(() -> voteEnded(id, ended));
    };
  }

  private static Response vote(TransactionId id, Ballot ballot) {
    int status =
        switch (ballot) {
          case Ballot.Yes yes -> 200;
          case Ballot.ReadOnly readOnly -> 200;
          case Ballot.No no -> 409;
        };
    return json(status, VoteViewMapper.vote(id.value(), ballot));
  }

  /**
   * 409 with the vote ROLLBACK: the transaction had ended, or its rollback was decided, before this
   * prepare arrived. An earlier vote is void.
   */
  public static Response voteEnded(TransactionId id, State state) {
    return json(409, VoteViewMapper.voteEnded(id.value(), state));
  }

  /** As prepare where the vote is not COMMIT, else as commit. */
  static Response execution(TransactionId id, Answer answer) {
    checkPhases(id, answer, true);
    return switch (answer.state()) {
      case State.Ended ended ->
          answer.reply() instanceof Reply.Taken ? executed(id, ended, answer) : voted(id, answer);
      case State.Committing committing -> underway(id, taken(id, answer));
      case State.RollingBack rollingBack ->
          rollingBack.ballot() instanceof Ballot.Yes
              ? underway(id, taken(id, answer))
              : voted(id, answer);
      case State.Prepared prepared -> voted(id, answer);
      case State.Preparing preparing -> throw tooSlow(id, taken(id, answer));
      case State.Absent absent -> throw tooSlow(id, taken(id, answer));
    };
  }

  private static Response executed(TransactionId id, State.Ended ended, Answer answer) {
    return switch (ended.ballot().orElse(null)) {
      case Ballot.Yes yes -> executed(id, ended);
      case Ballot.ReadOnly readOnly ->
          ended.outcome().equals(Optional.of(Outcome.ROLLED_BACK))
              ? voteEnded(id, ended)
              : voted(id, answer);
      case Ballot.No no -> voted(id, answer);
      case null -> voted(id, answer);
    };
  }

  private static Response executed(TransactionId id, State.Ended ended) {
    if (!ended.outcome().equals(Optional.of(Outcome.COMMITTED))) {
      throw refused(id, ended, Reply.Refusal.ENDED_OTHERWISE);
    }
    Optional<TransactionViews.Ballot> vote = Optional.of(TransactionViews.Ballot.COMMIT);
    return json(200, new TransactionViews.End(id.value(), vote, ended.outcome()));
  }

  /** 200 COMMITTED · 202 not finished · a refusal. */
  static Response commit(TransactionId id, Answer answer) {
    return decision(id, answer, Outcome.COMMITTED);
  }

  /** 200 ROLLED_BACK · 202 not finished · a refusal. */
  static Response rollback(TransactionId id, Answer answer) {
    return decision(id, answer, Outcome.ROLLED_BACK);
  }

  private static Response decision(TransactionId id, Answer answer, Outcome wanted) {
    State state = taken(id, answer);
    return switch (state) {
      case State.Ended ended when ended.outcome().equals(Optional.of(wanted)) -> end(id, ended);
      case State.Ended ended -> throw refused(id, ended, Reply.Refusal.ENDED_OTHERWISE);
      case State.Committing committing -> underway(id, committing);
      case State.RollingBack rollingBack -> underway(id, rollingBack);
      case State.Prepared prepared -> throw tooSlow(id, state);
      case State.Preparing preparing -> throw tooSlow(id, state);
      case State.Absent absent -> throw tooSlow(id, state);
    };
  }

  /** 200 ended · 202 not finished · a refusal. */
  static Response intervention(TransactionId id, Answer answer) {
    State state = taken(id, answer);
    return state instanceof State.Ended ended ? end(id, ended) : underway(id, state);
  }

  private static Response end(TransactionId id, State.Ended ended) {
    return json(200, new TransactionViews.End(id.value(), readOnly(ended), ended.outcome()));
  }

  /** The vote, where it was READ_ONLY: then the outcome is only what the coordinator called it. */
  private static Optional<TransactionViews.Ballot> readOnly(State state) {
    return state
        .cast()
        .filter(Ballot.ReadOnly.class::isInstance)
        .map(ballot -> TransactionViews.Ballot.READ_ONLY);
  }

  private static Response underway(TransactionId id, State state) {
    return builder(202, TransactionViewMapper.underway(id.value(), state))
        .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
        .header(HttpHeaders.LOCATION, URI.create(ApiPaths.TRANSACTIONS + id))
        .build();
  }

  /** 204. */
  public static Response forgotten(TransactionId id, Answer answer) {
    checkForgotten(id, answer);
    return Response.noContent().build();
  }

  /**
   * Refuses what may not be forgotten.
   *
   * @throws RequestRefusedException NOT_ENDED
   */
  public static void checkForgotten(TransactionId id, Answer answer) {
    taken(id, answer);
  }

  /** The state, where the answer is no refusal. */
  static State taken(TransactionId id, Answer answer) {
    return switch (answer.reply()) {
      case Reply.Taken taken -> answer.state();
      case Reply.Later later -> answer.state();
      case Reply.Refused refused -> throw refused(id, answer.state(), refused.refusal());
    };
  }

  /**
   * Prepare and execute of the same body are different requests: who mixes them up must not look
   * for the fault in the body.
   */
  private static void checkPhases(TransactionId id, Answer answer, boolean onePhase) {
    State state = answer.state();
    boolean mixed =
        answer.reply().equals(OTHER_COMMANDS)
            && state.work().filter(work -> work.onePhase() != onePhase).isPresent();
    if (mixed) {
      throw refused(id, state, Reply.Refusal.OTHER_COMMANDS, phases(id, onePhase));
    }
  }

  private static String phases(TransactionId id, boolean onePhase) {
    return id
        + (onePhase
            ? " was prepared, with two phases, which end with commit or rollback; execute is for a"
                + " transaction with one phase, under a new id"
            : " was executed, with one phase; prepare is for a transaction with two phases, under"
                + " a new id");
  }

  private static RequestRefusedException refused(
      TransactionId id, State state, Reply.Refusal refusal) {
    return refused(id, state, refusal, sentence(id, state, refusal));
  }

  private static RequestRefusedException refused(
      TransactionId id, State state, Reply.Refusal refusal, String sentence) {
    RequestRefusedException problem =
        new RequestRefusedException(ProblemType.of(refusal), sentence)
            .with("id", id.value())
            .with("refusal", refusal.name());
    if (refusal != Reply.Refusal.UNKNOWN_TRANSACTION) {
      problem.with("state", state.name().name());
    }
    TransactionViewMapper.outcome(state)
        .ifPresent(outcome -> problem.with("outcome", outcome.name()));
    readOnly(state).ifPresent(vote -> problem.with("vote", vote.name()));
    return problem;
  }

  private static String sentence(TransactionId id, State state, Reply.Refusal refusal) {
    return switch (refusal) {
      case VOTE_ENDED -> id + " is over; a vote that was given before is void";
      case OTHER_COMMANDS -> id + " came before with another body; take another id";
      case UNKNOWN_TRANSACTION -> id + " was never prepared here, or is forgotten";
      case STILL_PREPARING -> id + " has not voted yet; ask again when it has";
      case OTHER_INSTANT ->
          "%s is decided: COMMIT %s"
              .formatted(
                  id,
                  state
                      .decider()
                      .flatMap(Decided::instant)
                      .map(instant -> "at " + instant)
                      .orElse("at once"));
      case ALREADY_COMMITTING -> id + " is decided: COMMIT; machines may have moved";
      case ALREADY_ROLLING_BACK -> id + " is decided: ROLLBACK";
      case ENDED_OTHERWISE -> endedOtherwise(id, state);
      case NOT_STUCK -> id + " is " + state.name() + " and does not wait for a person";
      case NOT_WITHHELD -> id + " is " + state.name() + " and nothing of it waits for a release";
      case NOT_ENDED -> id + " is " + state.name() + "; only what has ended can be forgotten";
    };
  }

  private static String endedOtherwise(TransactionId id, State state) {
    String outcome = TransactionViewMapper.outcome(state).map(Enum::name).orElse("READ_ONLY");
    return readOnly(state).isPresent()
        ? "%s voted READ_ONLY, and nothing moved here; the decision that was told first is %s, and there is one"
            .formatted(id, outcome)
        : id + " ended " + outcome;
  }

  private static RequestRefusedException tooSlow(TransactionId id, State state) {
    return new RequestRefusedException(
            ProblemType.TOO_SLOW,
            id + " is still " + state.name() + "; the same call may be made again")
        .with("id", id.value())
        .with("state", state.name().name());
  }

  /** A response with this body as JSON. */
  public static Response json(int status, Object body) {
    return builder(status, body).build();
  }

  /** 201 with Location. */
  public static Response created(String location, Object body) {
    return builder(201, body).header(HttpHeaders.LOCATION, location).build();
  }

  private static Response.ResponseBuilder builder(int status, Object body) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(HttpJson.bytes(body));
  }

  /** A refusal with its headers. */
  static Response problem(RequestRefusedException refusal, String path) {
    ProblemType type = refusal.type();
    Response.ResponseBuilder answer =
        Response.status(type.status())
            .type(Problem.MEDIA_TYPE)
            .entity(HttpJson.bytes(Problem.of(refusal, path)));
    refusal
        .retryAfterSeconds()
        .ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
    return answer.build();
  }
}
