package dev.lockstep.rest.lra;

import dev.lockstep.device.Promise;
import dev.lockstep.device.Reason;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.rest.BranchIds;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestParser.ActionJoining;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TransactionResponses;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.rest.VoteViewMapper;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.rest.lra.LraCalls.JoinAnswer;
import dev.lockstep.transaction.Ballot;
import dev.lockstep.transaction.Branch;
import dev.lockstep.transaction.Requester;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.core.Response;
import java.net.http.HttpClient;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Joining of this gateway as a participant of a long running action. Thread-safe.
 *
 * <p>Joined first, prepared then. A power cut between the two leaves a participant that this
 * gateway does not know: compensated, it answers that nothing has moved, and remembers it;
 * completed, it answers 404, for the client was told no 201 and had to cancel. Prepared first, the
 * same power cut would leave machines reserved for an action that will never tell how it ended.
 */
public final class LraEnlistment {
  private final Participant participant;
  private final LraSettings settings;
  private final LraCalls calls;

  /**
   * @param client follows no redirects
   */
  public LraEnlistment(Participant participant, LraSettings settings, HttpClient client) {
    this.participant = participant;
    this.settings = settings;
    this.calls = new LraCalls(client, settings.coordinators());
  }

  /** Answer to a call that joins, as JSON. */
  @RegisterForReflection
  @Schema(
      name = "Joined",
      description = "The participant that was made, with its vote",
      requiredProperties = {"id", "participant", "lra", "vote"})
  record Joined(
      String id,
      @Schema(description = "its address, for the coordinator") String participant,
      @Schema(description = "the action's address") String lra,
      TransactionViews.Ballot vote,
      @Schema(description = "what the vote is worth: the weakest among the commands")
          Optional<Promise> promise,
      @Schema(description = "when the promise lapses, where it does: the coordinator does not know")
          Optional<Instant> heldUntil,
      @Schema(description = "what the devices showed") List<TransactionViews.Sight> readings) {}

  /**
   * Refuses an action that is nested: closed, it may still be compensated when its parent is
   * cancelled, and machines that have moved cannot be rolled back.
   */
  void checkTopLevel(String lra, Optional<String> parent) {
    Optional<String> above = parent.filter(given -> !given.isBlank());
    if (above.isPresent() || lra.contains("?ParentLRA=") || lra.contains("&ParentLRA=")) {
      throw new RequestRefusedException(
              ProblemType.NOT_ENLISTED,
              "the action is nested: after it is closed, its parent may still have it compensated,"
                  + " and machines that have moved cannot be rolled back; join the action at the"
                  + " top")
          .with("transaction", lra);
    }
  }

  /**
   * Joins, and prepares. The same body may come again and gets the same answer.
   *
   * @throws RequestRefusedException where names do not resolve, or the coordinator refuses or is
   *     silent: then nothing is prepared, whatever the coordinator believes
   */
  Response join(ActionJoining joining, byte[] body, Requester by)
      throws JournalUnavailableException, OverloadedException {
    Origin lra = allowed(joining.lra());
    TransactionId id = BranchIds.of(lra, body);
    Optional<LraAddress> before =
        participant.state(id).work().flatMap(Branch::coordinator).flatMap(LraAddress::of);
    LraAddress coordinator = before.isPresent() ? before.get() : joined(lra, id, joining);
    State state =
        participant.prepare(joining.request(id, Optional.of(coordinator.toString())), by).state();
    return vote(id, state, coordinator);
  }

  private Origin allowed(String address) {
    Origin lra;
    try {
      lra = Origin.of(address);
    } catch (IllegalArgumentException wrong) {
      throw RequestRefusedException.malformed("/lra", String.valueOf(wrong.getMessage()));
    }
    if (!settings.allows(lra)) {
      throw new RequestRefusedException(
          ProblemType.STRANGER, address + " is not on lockstep.coordinators.allowed");
    }
    return lra;
  }

  private LraAddress joined(Origin lra, TransactionId id, ActionJoining joining) {
    objections(joining.request(id, Optional.empty()));
    try {
      JoinAnswer answer = calls.join(lra, settings.participant(id), joining.timeLimit());
      if (!answer.joined()) {
        throw refused(lra, answer.status());
      }
      return new LraAddress(lra.uri().toString(), kept(answer.recovery()));
    } catch (NoAnswerException noAnswer) {
      throw new RequestRefusedException(
          ProblemType.COORDINATOR_SILENT, lra.authority() + ": " + noAnswer.detail());
    }
  }

  /** It is kept for people; what is no address is not kept. */
  private static String kept(String recovery) {
    try {
      return Origin.of(recovery).uri().toString();
    } catch (IllegalArgumentException noAddress) {
      return "";
    }
  }

  private void objections(PrepareRequest request) {
    List<Reason> objections = participant.objections(request);
    if (!objections.isEmpty()) {
      throw new RequestRefusedException(ProblemType.NOT_ENLISTED, "these commands would be refused")
          .with("reasons", VoteViewMapper.rollbackVote(request.id().value(), objections).reasons());
    }
  }

  private static RequestRefusedException refused(Origin lra, int status) {
    String why =
        switch (status) {
          case 404, 410 -> "it does not know the action, or no longer";
          case 412 -> "the action is not active any more";
          case 503 -> "it is busy with the action; send the same request again";
          default -> "it answered " + status;
        };
    return new RequestRefusedException(ProblemType.NOT_ENLISTED, "the coordinator refused: " + why)
        .with("transaction", lra.uri().toString())
        .with("coordinatorStatus", status);
  }

  private Response vote(TransactionId id, State state, LraAddress coordinator) {
    return switch (state) {
      case State.Prepared prepared -> created(id, prepared.vote(), coordinator);
      case State.Committing committing -> created(id, committing.vote(), coordinator);
      case State.RollingBack rollingBack -> TransactionResponses.voteEnded(id, rollingBack);
      case State.Ended ended -> vote(id, ended, coordinator);
      case State.Preparing preparing -> throw tooSlow(id);
      case State.Absent absent -> throw tooSlow(id);
    };
  }

  private Response vote(TransactionId id, State.Ended ended, LraAddress coordinator) {
    return switch (ended.ballot().orElse(null)) {
      case Ballot.No no -> TransactionResponses.json(409, VoteViewMapper.vote(id.value(), no));
      case Ballot.ReadOnly readOnly when ended.outcome().isEmpty() ->
          created(id, readOnly, coordinator);
      case Ballot.ReadOnly readOnly -> TransactionResponses.voteEnded(id, ended);
      case Ballot.Yes yes -> TransactionResponses.voteEnded(id, ended);
      case null -> TransactionResponses.voteEnded(id, ended);
    };
  }

  private Response created(TransactionId id, Ballot ballot, LraAddress coordinator) {
    TransactionViews.Vote vote = VoteViewMapper.vote(id.value(), ballot);
    String address = settings.participant(id);
    Joined joined =
        new Joined(
            id.value(),
            address,
            coordinator.lra(),
            vote.vote(),
            vote.promise(),
            vote.heldUntil(),
            vote.readings());
    Response.ResponseBuilder answer =
        Response.fromResponse(TransactionResponses.created(address, joined))
            .header(LraHeaders.CONTEXT, coordinator.lra());
    if (!coordinator.recovery().isEmpty()) {
      answer.header(LraHeaders.RECOVERY, coordinator.recovery());
    }
    return answer.build();
  }

  private static RequestRefusedException tooSlow(TransactionId id) {
    return new RequestRefusedException(
            ProblemType.TOO_SLOW, id + " has not voted in time; the same call may be made again")
        .with("id", id.value());
  }
}
