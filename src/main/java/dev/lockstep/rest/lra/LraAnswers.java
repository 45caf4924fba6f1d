package dev.lockstep.rest.lra;

import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TransactionResponses;
import dev.lockstep.rest.lra.LraStatus.Ending;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;

/**
 * LRA responses for each state, as MicroProfile LRA has them. Decides nothing: every answer follows
 * from the state of the transaction.
 *
 * <p>Never 410, which counts as done: what is not known here may be pruned, or have stood in a
 * journal that is lost.
 */
final class LraAnswers {
  private LraAnswers() {}

  /**
   * 200 done · 202 goes on by itself · 409 with the status, it ended otherwise · 503 not taken, the
   * same may be sent again · 404 not known here.
   *
   * @param participant its address, where its status is told
   */
  static Response end(TransactionId id, State state, Ending asked, String participant) {
    ParticipantStatus status = known(id, state, asked);
    return switch (status) {
      case COMPLETED, COMPENSATED -> Response.ok().build();
      case COMPLETING, COMPENSATING ->
          Response.status(202)
              .header(HttpHeaders.RETRY_AFTER, TransactionResponses.RETRY_AFTER_SECONDS)
              .location(URI.create(participant))
              .build();
      case FAILED_TO_COMPLETE, FAILED_TO_COMPENSATE -> word(409, status);
      case ACTIVE -> later();
    };
  }

  /**
   * 200 with the status.
   *
   * @throws RequestRefusedException UNKNOWN_TRANSACTION
   */
  static Response status(TransactionId id, State state, Ending asked) {
    return word(200, known(id, state, asked));
  }

  private static ParticipantStatus known(TransactionId id, State state, Ending asked) {
    return ParticipantStatus.of(state, asked)
        .orElseThrow(
            () ->
                new RequestRefusedException(
                    ProblemType.UNKNOWN_TRANSACTION,
                    id + " was never prepared here, or is forgotten"));
  }

  /** 202 without a body: how the action ends is not known now. */
  static Response undetermined(String participant) {
    return Response.status(202)
        .header(HttpHeaders.RETRY_AFTER, TransactionResponses.RETRY_AFTER_SECONDS)
        .location(URI.create(participant))
        .build();
  }

  /** 200 heard · 503 not over here yet, to be told again. */
  static Response after(State state, Optional<Ending> ending) {
    boolean heard =
        ending
            .flatMap(asked -> ParticipantStatus.of(state, asked))
            .map(ParticipantStatus::over)
            .orElse(true);
    return heard ? Response.ok().build() : later();
  }

  private static Response word(int status, ParticipantStatus word) {
    return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(word.toString()).build();
  }

  private static Response later() {
    return Response.status(503)
        .header(HttpHeaders.RETRY_AFTER, TransactionResponses.RETRY_AFTER_SECONDS)
        .build();
  }
}
