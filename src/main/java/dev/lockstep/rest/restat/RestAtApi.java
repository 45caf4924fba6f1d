package dev.lockstep.rest.restat;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.rest.Admission;
import dev.lockstep.rest.ProblemType;
import dev.lockstep.rest.RequestGuard;
import dev.lockstep.rest.RequestParser;
import dev.lockstep.rest.RequestRefusedException;
import dev.lockstep.rest.Roles;
import dev.lockstep.rest.TransactionResponses;
import dev.lockstep.rest.TransactionViews;
import dev.lockstep.transaction.State;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API of a REST-AT participant, as Narayana (WildFly, JBoss EAP) calls it (decision 14).
 * Another protocol for the same participant, without semantics of its own.
 */
@Path("/rest-at")
@Tag(name = "REST-AT", description = "For coordinators that speak REST-AT: Narayana in WildFly")
@RunOnVirtualThread
public final class RestAtApi {
  static final String PARTICIPANTS = "/rest-at/participants/";
  static final String TERMINATOR = "/terminator";
  private static final int STATUS_BYTES_MAX = 256;

  private final Participant participant;
  private final RestAtEnlistment enlistment;
  private final RequestGuard guard;
  private final RestAtTerminator terminator;

  RestAtApi(Participant participant, RestAtEnlistment enlistment, RequestGuard guard) {
    this.participant = participant;
    this.enlistment = enlistment;
    this.guard = guard;
    this.terminator = new RestAtTerminator(participant, enlistment.enlistments(), guard);
  }

  @PUT
  @Path("participants/{id}" + TERMINATOR)
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction"),
      operationId = "terminateParticipant",
      summary = "The coordinator asks for the vote, or tells the decision",
      description =
          "txstatus=TransactionPrepared, TransactionCommitted, TransactionRolledBack or "
              + "TransactionCommittedOnePhase, as application/txstatus. 503 without a body: not"
              + " finished, or not taken; the same may be sent again.")
  @APIResponse(
      responseCode = "200",
      description = "How the participant stands then",
      content =
          @Content(
              mediaType = TxStatus.MEDIA_TYPE,
              schema = @Schema(type = SchemaType.STRING, pattern = TxStatus.FORM)))
  @APIResponse(
      responseCode = "409",
      description = "The vote ROLLBACK; the body is for people",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = TransactionViews.Vote.class)))
  public Response terminate(
      @PathParam("id") String name,
      @RequestBody(
              required = true,
              content =
                  @Content(
                      mediaType = TxStatus.MEDIA_TYPE,
                      schema = @Schema(type = SchemaType.STRING, pattern = TxStatus.FORM)))
          InputStream body)
      throws JournalUnavailableException, OverloadedException {
    TransactionId id = RequestParser.id(name);
    Optional<TxStatus> wanted = TxStatus.read(guard.whole(body, STATUS_BYTES_MAX));
    return switch (wanted.orElse(TxStatus.ACTIVE)) {
      case PREPARED -> guard.inside(Admission.Kind.VOTE, () -> terminator.vote(id));
      case COMMITTED -> guard.inside(Admission.Kind.DECISION, () -> terminator.commit(id));
      case ROLLED_BACK -> guard.inside(Admission.Kind.DECISION, () -> terminator.rollback(id));
      case COMMITTED_ONE_PHASE -> terminator.onePhase(id);
      case ACTIVE,
          PREPARING,
          READ_ONLY,
          COMMITTING,
          ROLLBACK_ONLY,
          ROLLING_BACK,
          HEURISTIC_COMMIT,
          HEURISTIC_ROLLBACK,
          HEURISTIC_MIXED,
          HEURISTIC_HAZARD ->
          throw RequestRefusedException.malformed(
              "",
              "one of %s, %s, %s and %s was expected"
                  .formatted(
                      TxStatus.PREPARED.body(),
                      TxStatus.COMMITTED.body(),
                      TxStatus.ROLLED_BACK.body(),
                      TxStatus.COMMITTED_ONE_PHASE.body()));
    };
  }

  @GET
  @Path("participants/{id}")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction"),
      operationId = "getParticipantStatus",
      summary = "How the participant stands, as application/txstatus",
      description = "TransactionActive where it is enlisted and was not asked for its vote yet.")
  @APIResponse(
      responseCode = "200",
      description = "Known here",
      content =
          @Content(
              mediaType = TxStatus.MEDIA_TYPE,
              schema = @Schema(type = SchemaType.STRING, pattern = TxStatus.FORM)))
  public Response status(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK, () -> RestAtAnswers.status(known(RequestParser.id(name))));
  }

  @HEAD
  @Path("participants/{id}")
  @RolesAllowed({Roles.VIEWER, Roles.COORDINATOR, Roles.OPERATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "unknown-transaction"),
      operationId = "getParticipantLinks",
      summary = "Where the coordinator tells it what to do, as Link header",
      description = "The one relation is `terminator`.")
  @APIResponse(
      responseCode = "200",
      description = "Known here",
      headers =
          @Header(
              name = "Link",
              description = "RFC 8288, with rel=\"terminator\"",
              schema = @Schema(type = SchemaType.STRING)))
  public Response links(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.LOOK,
        () -> {
          TransactionId id = RequestParser.id(name);
          known(id);
          String link =
              "<%s%s>; rel=\"terminator\"".formatted(enlistment.participant(id), TERMINATOR);
          return Response.ok().header(HttpHeaders.LINK, link).build();
        });
  }

  private TxStatus known(TransactionId id) throws JournalUnavailableException {
    State state = participant.state(id);
    Optional<TxStatus> here =
        state instanceof State.Absent
            ? enlistment.enlistments().of(id).map(enlisted -> TxStatus.ACTIVE)
            : TxStatus.of(state);
    return here.orElseThrow(
        () ->
            new RequestRefusedException(
                ProblemType.UNKNOWN_TRANSACTION, id + " was never enlisted here, or is forgotten"));
  }

  @DELETE
  @Path("participants/{id}")
  @RolesAllowed(Roles.COORDINATOR)
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "not-ended"),
      operationId = "forgetParticipant",
      summary = "Forget: the coordinator has taken a heuristic outcome",
      description = "What ended plainly counts as forgotten with the answer that said so.")
  @APIResponse(responseCode = "204", description = "Forgotten")
  public Response forget(@PathParam("id") String name)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        () -> {
          TransactionId id = RequestParser.id(name);
          return TransactionResponses.forgotten(id, participant.forget(id, guard.requester()));
        });
  }
}
