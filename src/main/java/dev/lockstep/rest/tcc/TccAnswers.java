package dev.lockstep.rest.tcc;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.participant.Answer;
import dev.lockstep.rest.HttpJson;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TransactionResponses;
import dev.lockstep.rest.TransactionViewMapper;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.rest.VoteViewMapper;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Outcome;
import dev.lockstep.transaction.Reply;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Answers to the calls of a TCC branch for each state, in the words of DTM's HTTP protocol. Decides
 * nothing.
 *
 * <p>A status and a word: 200 SUCCESS, 409 FAILURE, 425 ONGOING. Older clients go by the word,
 * which they look for anywhere in the body; so no body holds another one.
 */
final class TccAnswers {
  private static final int TOO_EARLY = 425;
  private static final Reply OTHER_COMMANDS = new Reply.Refused(Reply.Refusal.OTHER_COMMANDS);

  /** The word of an answer, and why it is FAILURE. */
  @RegisterForReflection
  @Schema(
      name = "BranchResult",
      description = "What the call of a branch came to",
      requiredProperties = "dtm_result")
  record BranchResult(
      @JsonProperty("dtm_result") Word result,
      Optional<State.Name> state,
      @Schema(description = "how it ended, where it did otherwise") Optional<Outcome> outcome,
      @Schema(description = "why the vote is ROLLBACK") List<TransactionViews.Cause> reasons) {}

  /** DTM's words. */
  enum Word {
    SUCCESS,
    FAILURE,
    ONGOING
  }

  private TccAnswers() {}

  /**
   * Try: 200 SUCCESS for a durable vote COMMIT or READ_ONLY · 409 FAILURE, the vote is ROLLBACK or
   * the branch is over · 425 ONGOING, not voted yet.
   */
  static Response vote(TransactionId id, Answer answer) {
    State state = answer.state();
    if (answer.reply().equals(OTHER_COMMANDS)) {
      throw new RequestRefusedException(
          ProblemType.OTHER_COMMANDS,
          id + " came before with another body; register another branch");
    }
    return switch (state) {
      case State.Absent absent -> ongoing();
      case State.Preparing preparing -> ongoing();
      case State.Prepared prepared -> success();
      case State.Committing committing -> success();
      case State.RollingBack rollingBack -> failed(rollingBack);
      case State.Ended ended -> vote(id, ended);
    };
  }

  private static Response vote(TransactionId id, State.Ended ended) {
    return switch (ended.ballot().orElse(null)) {
      case Ballot.No no -> failed(ended, VoteViewMapper.vote(id.value(), no).reasons());
      case Ballot.ReadOnly readOnly when ended.outcome().isEmpty() -> success();
      case Ballot.ReadOnly readOnly -> failed(ended);
      // A vote ends with its transaction.
      case Ballot.Yes yes -> failed(ended);
      case null -> failed(ended);
    };
  }

  /**
   * Confirm: 200 SUCCESS, committed and seen to be · 425 ONGOING, it goes on by itself or waits for
   * a person · 409 FAILURE, it ended otherwise.
   *
   * @throws RequestRefusedException UNKNOWN_TRANSACTION: what is not known is never called
   *     confirmed
   */
  static Response confirm(TransactionId id, State state) {
    return switch (state) {
      case State.Absent absent ->
          throw new RequestRefusedException(
              ProblemType.UNKNOWN_TRANSACTION, id + " was never prepared here, or is forgotten");
      case State.Preparing preparing -> ongoing();
      case State.Prepared prepared -> ongoing();
      case State.Committing committing -> ongoing();
      case State.RollingBack rollingBack -> failed(rollingBack);
      case State.Ended ended ->
          is(ended, Outcome.COMMITTED, Outcome.HEURISTIC_COMMIT) ? success() : failed(ended);
    };
  }

  /** Cancel: 200 SUCCESS, rolled back · 425 ONGOING · 409 FAILURE, it ended otherwise, or will. */
  static Response cancel(State state) {
    return switch (state) {
      case State.Absent absent -> ongoing();
      case State.Preparing preparing -> ongoing();
      case State.Prepared prepared -> ongoing();
      case State.Committing committing -> failed(committing);
      case State.RollingBack rollingBack -> ongoing();
      case State.Ended ended ->
          is(ended, Outcome.ROLLED_BACK, Outcome.HEURISTIC_ROLLBACK) ? success() : failed(ended);
    };
  }

  private static boolean is(State.Ended ended, Outcome wanted, Outcome byAPerson) {
    // Nothing moved: it is done, whatever is asked (decision 45).
    Optional<Outcome> outcome = ended.outcome();
    return ended.ballot().orElse(null) instanceof Ballot.ReadOnly
        || outcome.equals(Optional.of(wanted))
        || outcome.equals(Optional.of(byAPerson));
  }

  private static Response success() {
    return plain(200, Word.SUCCESS).build();
  }

  private static Response ongoing() {
    return plain(TOO_EARLY, Word.ONGOING)
        .header(HttpHeaders.RETRY_AFTER, TransactionResponses.RETRY_AFTER_SECONDS)
        .build();
  }

  private static Response.ResponseBuilder plain(int status, Word word) {
    return json(status, new BranchResult(word, Optional.empty(), Optional.empty(), List.of()));
  }

  private static Response failed(State state) {
    return failed(state, List.of());
  }

  private static Response failed(State state, List<TransactionViews.Cause> reasons) {
    Optional<Outcome> outcome = TransactionViewMapper.outcome(state);
    return json(409, new BranchResult(Word.FAILURE, Optional.of(state.name()), outcome, reasons))
        .build();
  }

  /** A machine's own words may hold another one; escaped, it is the same JSON. */
  private static Response.ResponseBuilder json(int status, BranchResult result) {
    String text = new String(HttpJson.bytes(result), StandardCharsets.UTF_8);
    String body = result.result() == Word.ONGOING ? text : text.replace("ONGOING", "\\u004fNGOING");
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
  }
}
