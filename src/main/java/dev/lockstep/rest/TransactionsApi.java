package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.device.TimeSource;
import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.Answer;
import dev.lockstep.participant.Operator;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.PrepareRequest;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API of the participant in two-phase commit: prepare, commit, rollback, forget, and what an
 * operator decides.
 */
@Path("/api/v1/transactions")
@Tag(name = "Transactions", description = "The participant's half of two-phase commit")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class TransactionsApi {
  static final String ID = "the coordinator's name for the transaction: 1 to 128 of A-Za-z0-9._:~-";

  private final Participant participant;
  private final TransactionDetails details;
  private final RequestGuard guard;
  private final OperatorActs acts;
  private final TimeSource clock;

  TransactionsApi(
      Participant participant,
      TransactionDetails details,
      RequestGuard guard,
      OperatorActs acts,
      TimeSource clock) {
    this.participant = participant;
    this.details = details;
    this.guard = guard;
    this.acts = acts;
    this.clock = clock;
  }

  @POST
  @Path("{id}/prepare")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "other-commands too-slow"),
      operationId = "prepareTransaction",
      summary = "Ask for a vote",
      description =
          "Resolves the commands, looks at the devices and arms those that can be armed. After a"
              + " COMMIT vote the gateway no longer decides alone. The same request may be repeated"
              + " and gets the same vote while its transaction lives; once that is over, ROLLBACK"
              + " with the outcome. The same id with another body is 409.")
  @APIResponseSchema(
      value = TransactionViews.Vote.class,
      responseCode = "200",
      responseDescription = "COMMIT, or READ_ONLY where nothing would move")
  @APIResponse(
      responseCode = "409",
      description = "As application/json the vote ROLLBACK, with every reason; as a problem:",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TransactionViews.Vote.class)))
  public Response prepare(
      @Parameter(description = ID, example = "changeover-7") @PathParam("id") String id,
      @RequestBodySchema(RequestBodies.Prepare.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.VOTE,
        body,
        bytes -> {
          PrepareRequest request = guard.requests().prepare(id, bytes, false);
          Answer answer = participant.prepare(request, guard.requester());
          return TransactionResponses.vote(request.id(), answer, details.warnings(answer.state()));
        });
  }

  @POST
  @Path("{id}/execute")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "other-commands ended-otherwise too-slow"),
      operationId = "executeTransaction",
      summary = "Prepare and commit in one call",
      description =
          "For the only participant of a transaction: votes, and where the vote is COMMIT commits.")
  @APIResponse(
      responseCode = "200",
      description = "COMMITTED; or the vote READ_ONLY with its readings, where nothing moved",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(anyOf = {TransactionViews.End.class, TransactionViews.Vote.class})))
  @APIResponse(
      responseCode = "202",
      description = "Decided, and goes on by itself",
      content = @Content(schema = @Schema(implementation = TransactionViews.Underway.class)))
  @APIResponse(
      responseCode = "409",
      description = "As application/json the vote ROLLBACK, with every reason; as a problem:",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TransactionViews.Vote.class)))
  public Response execute(
      @Parameter(description = ID) @PathParam("id") String id,
      @RequestBodySchema(RequestBodies.Prepare.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.VOTE,
        body,
        bytes -> {
          PrepareRequest request = guard.requests().prepare(id, bytes, true);
          return TransactionResponses.execution(
              request.id(), participant.prepare(request, guard.requester()));
        });
  }

  @POST
  @Path("{id}/commit")
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions =
          @Extension(
              name = PROBLEMS,
              value =
                  "unknown-transaction still-preparing already-rolling-back ended-otherwise"
                      + " other-instant too-slow"),
      operationId = "commitTransaction",
      summary = "Tell the decision: COMMIT",
      description =
          "The machines move, and each is read back; with `at` at that instant, and not after it"
              + " without an operator's release. Not finished in time, or the instant is to come:"
              + " 202, it goes on by itself. May be repeated.")
  @APIResponseSchema(
      value = TransactionViews.End.class,
      responseCode = "200",
      responseDescription = "COMMITTED: every device was seen to do it")
  @APIResponse(
      responseCode = "202",
      description = "COMMITTING; ask again at Location",
      content = @Content(schema = @Schema(implementation = TransactionViews.Underway.class)))
  public Response commit(
      @Parameter(description = ID) @PathParam("id") String id,
      @RequestBody(
              required = false,
              content =
                  @Content(
                      mediaType = MediaType.APPLICATION_JSON,
                      schema = @Schema(implementation = RequestBodies.Commit.class)))
          InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          TransactionId known = RequestParser.id(id);
          Optional<Instant> instant = guard.requests().instant(bytes, clock.now().wall());
          return TransactionResponses.commit(
              known, participant.commit(known, instant, guard.requester()));
        });
  }

  @POST
  @Path("{id}/rollback")
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions =
          @Extension(name = PROBLEMS, value = "already-committing ended-otherwise too-slow"),
      operationId = "rollbackTransaction",
      summary = "Tell the decision: ROLLBACK",
      description =
          "What was armed is disarmed. Also succeeds for an id that was never heard of (presumed "
              + "abort), and then refuses a prepare that arrives late. May be repeated.")
  @APIResponseSchema(
      value = TransactionViews.End.class,
      responseCode = "200",
      responseDescription = "ROLLED_BACK")
  @APIResponse(
      responseCode = "202",
      description = "ROLLING_BACK: a device has not confirmed yet; ask again at Location",
      content = @Content(schema = @Schema(implementation = TransactionViews.Underway.class)))
  public Response rollback(@Parameter(description = ID) @PathParam("id") String id)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          TransactionId known = RequestParser.id(id);
          return TransactionResponses.rollback(
              known, participant.rollback(known, guard.requester()));
        });
  }

  @DELETE
  @Path("{id}")
  @RolesAllowed({Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "not-ended"),
      operationId = "forgetTransaction",
      summary = "Forget: the outcome was taken",
      description =
          "The record may be pruned from now on. Also 204 for an unknown id. An operator may forget"
              + " only what ended heuristically.")
  @APIResponse(responseCode = "204", description = "Forgotten")
  public Response forget(@Parameter(description = ID) @PathParam("id") String id)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          TransactionId known = RequestParser.id(id);
          guard.forgetting(known, () -> participant.state(known));
          return TransactionResponses.forgotten(
              known, participant.forget(known, guard.requester()));
        });
  }

  @POST
  @Path("{id}/resolve")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction not-stuck"),
      operationId = "resolveTransaction",
      summary = "A person decides",
      description =
          "For a transaction whose coordinator stays silent, or whose actuation is stuck or "
              + "withheld. The outcome is heuristic and kept with name and reason until forgotten.")
  @APIResponseSchema(
      value = TransactionViews.End.class,
      responseCode = "200",
      responseDescription = "How it ended")
  @APIResponse(
      responseCode = "202",
      description = "Taken; it goes on by itself",
      content = @Content(schema = @Schema(implementation = TransactionViews.Underway.class)))
  public Response resolve(
      @Parameter(description = ID) @PathParam("id") String id,
      @RequestBodySchema(RequestBodies.Resolve.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          TransactionId known = RequestParser.id(id);
          RequestParser.Resolution resolution = guard.requests().resolution(bytes);
          Operator operator = guard.operator(resolution.operator(), resolution.reason());
          Answer answer = acts.resolve(known, resolution.outcome(), operator, guard.requester());
          return TransactionResponses.intervention(known, answer);
        });
  }

  @POST
  @Path("{id}/release")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Roles.OPERATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction not-withheld"),
      operationId = "releaseTransaction",
      summary = "Let a withheld actuation go on",
      description =
          "A decision that is older than staleAfter waits for a person: a machine must not jump "
              + "because a PC came back.")
  @APIResponseSchema(
      value = TransactionViews.End.class,
      responseCode = "200",
      responseDescription = "Released, and over already")
  @APIResponse(
      responseCode = "202",
      description = "Released; it goes on by itself",
      content = @Content(schema = @Schema(implementation = TransactionViews.Underway.class)))
  public Response release(
      @Parameter(description = ID) @PathParam("id") String id,
      @RequestBodySchema(RequestBodies.Approval.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          TransactionId known = RequestParser.id(id);
          RequestBodies.Approval approval = guard.requests().approval(bytes);
          Operator operator = guard.operator(approval.operator(), approval.reason());
          Answer answer = acts.release(known, operator, guard.requester());
          return TransactionResponses.intervention(known, answer);
        });
  }
}
