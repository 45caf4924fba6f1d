package dev.lockstep.rest.restat;

import dev.lockstep.device.Reason;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.rest.BranchIds;
import dev.lockstep.rest.Origin;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.TransactionViewMapper;
import dev.lockstep.rest.VoteViewMapper;
import dev.lockstep.rest.client.HttpCaller.NoAnswerException;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Enlistment of this gateway as a participant of a REST-AT transaction. Thread-safe. */
public final class RestAtEnlistment {
  private final Participant participant;
  private final PendingEnlistments enlistments;
  private final RestAtSettings settings;
  private final RestAtCalls calls;

  /**
   * @param client follows no redirects
   */
  public RestAtEnlistment(
      Participant participant,
      PendingEnlistments enlistments,
      RestAtSettings settings,
      HttpClient client) {
    this.participant = participant;
    this.enlistments = enlistments;
    this.settings = settings;
    this.calls = new RestAtCalls(client, settings.config());
  }

  /** Answer to an enlistment as JSON. */
  @RegisterForReflection
  @Schema(
      name = "Enlisted",
      description = "The participant that was made of an enlistment",
      requiredProperties = {"id", "participant", "transaction"})
  record Enlisted(
      String id,
      @Schema(description = "its address, for the coordinator") String participant,
      @Schema(description = "the transaction's address") String transaction) {}

  PendingEnlistments enlistments() {
    return enlistments;
  }

  /** This gateway's address for the coordinator. */
  String participant(TransactionId id) {
    return settings.participant(id);
  }

  /**
   * Enlists. The same body may come again and gets the same answer.
   *
   * @throws RequestRefusedException where names do not resolve, or the coordinator refuses or is
   *     silent: then the transaction cannot commit with these commands, whatever the coordinator
   *     believes
   */
  Enlisted enlist(RequestParser.Joining joining, byte[] body) throws JournalUnavailableException {
    Origin transaction = allowed(joining.transaction());
    TransactionId id = BranchIds.of(transaction, body);
    Enlisted enlisted = new Enlisted(id.value(), participant(id), transaction.uri().toString());
    if (enlistments.of(id).isPresent() || stillTakesPart(participant.state(id), id, transaction)) {
      return enlisted;
    }
    objections(joining.request(id, Optional.empty()));
    enrol(transaction, id, joining);
    return enlisted;
  }

  /**
   * Whether a repeat finds the participant that the first one made.
   *
   * @throws RequestRefusedException NOT_ENLISTED where that is over: the client must not count on
   *     it any more
   */
  private static boolean stillTakesPart(State state, TransactionId id, Origin transaction) {
    return switch (state) {
      case State.Absent absent -> false;
      case State.Preparing preparing -> true;
      case State.Prepared prepared -> true;
      case State.Committing committing -> true;
      case State.RollingBack rollingBack -> throw over(rollingBack, id, transaction);
      case State.Ended ended -> throw over(ended, id, transaction);
    };
  }

  private static RequestRefusedException over(State state, TransactionId id, Origin transaction) {
    RequestRefusedException declined =
        new RequestRefusedException(
                ProblemType.NOT_ENLISTED,
                "these commands took part in the transaction already, and that is over here")
            .with("id", id.value())
            .with("state", state.name().name())
            .with("transaction", transaction.uri().toString());
    TransactionViewMapper.outcome(state)
        .ifPresent(outcome -> declined.with("outcome", outcome.name()));
    return declined;
  }

  private Origin allowed(String address) {
    Origin transaction;
    try {
      transaction = Origin.of(address);
    } catch (IllegalArgumentException wrong) {
      throw RequestRefusedException.malformed("/transaction", String.valueOf(wrong.getMessage()));
    }
    if (!settings.allows(transaction)) {
      throw new RequestRefusedException(
          ProblemType.STRANGER, address + " is not on lockstep.restat.coordinators");
    }
    return transaction;
  }

  private void objections(PrepareRequest request) {
    List<Reason> objections = participant.objections(request);
    if (!objections.isEmpty()) {
      throw new RequestRefusedException(ProblemType.NOT_ENLISTED, "these commands would be refused")
          .with("reasons", VoteViewMapper.rollbackVote(request.id().value(), objections).reasons());
    }
  }

  private void enrol(Origin transaction, TransactionId id, RequestParser.Joining joining) {
    boolean taken = false;
    try {
      Origin enlistment = enlistment(transaction);
      String created = calls.created(transaction).orElse("");
      // Before the coordinator is asked: it may ask for the vote before its answer arrives.
      remember(id, joining, coordinator(transaction, created, ""));
      HttpResponse<byte[]> answer = calls.enlist(enlistment, participant(id));
      if (answer.statusCode() != 201) {
        throw refused(transaction, answer.statusCode());
      }
      String recovery = answer.headers().firstValue("Location").orElse("");
      if (enlistments.of(id).isPresent()) {
        remember(id, joining, coordinator(transaction, created, recovery));
      }
      taken = true;
    } catch (NoAnswerException noAnswer) {
      throw new RequestRefusedException(
          ProblemType.COORDINATOR_SILENT, transaction.authority() + ": " + noAnswer.detail());
    } finally {
      if (!taken) {
        // Perhaps it is enlisted nevertheless. The client is told that it is not, so nothing may
        // move:
        // asked to prepare, this gateway knows nothing and votes ROLLBACK.
        enlistments.drop(id);
      }
    }
  }

  /** Where the transaction's own link says that participants enlist. */
  private Origin enlistment(Origin transaction) throws NoAnswerException {
    RestAtCalls.Links links = calls.links(transaction);
    if (links.status() == 404) {
      throw refused(transaction, links.status());
    }
    String address =
        links
            .enlistment()
            .orElseThrow(
                () ->
                    notEnlisted(
                        transaction,
                        "HEAD on the transaction answered %d and no Link with rel=\"%s\", so it is"
                                .formatted(links.status(), RestAtCalls.DURABLE_PARTICIPANT)
                            + " not a REST-AT transaction; send the address that the coordinator"
                            + " gave as Location"));
    Origin enlistment;
    try {
      enlistment = Origin.of(address);
    } catch (IllegalArgumentException wrong) {
      throw notEnlisted(
          transaction, "its link to enlist at is no address: %s".formatted(wrong.getMessage()));
    }
    if (!settings.allows(enlistment)) {
      throw new RequestRefusedException(
          ProblemType.STRANGER,
          "the transaction's link to enlist at, %s, is not on lockstep.restat.coordinators"
              .formatted(address));
    }
    return enlistment;
  }

  private RestAtAddress coordinator(Origin transaction, String created, String recovery) {
    return new RestAtAddress(
        transaction.uri().toString(), created, recovery, Optional.of(settings.home()));
  }

  private void remember(
      TransactionId id, RequestParser.Joining joining, RestAtAddress coordinator) {
    enlistments.remember(joining.request(id, Optional.of(coordinator.toString())));
  }

  private static RequestRefusedException refused(Origin transaction, int status) {
    String why =
        switch (status) {
          case 403 -> "it is already preparing";
          case 404 -> "it does not know the transaction, or no longer";
          case 412 -> "the transaction is not active any more";
          default -> "it answered " + status;
        };
    return notEnlisted(transaction, "the coordinator refused: " + why)
        .with("coordinatorStatus", status);
  }

  private static RequestRefusedException notEnlisted(Origin transaction, String why) {
    return new RequestRefusedException(ProblemType.NOT_ENLISTED, why)
        .with("transaction", transaction.uri().toString());
  }
}
