package dev.lockstep.rest;

import static dev.lockstep.rest.ApiDescription.PROBLEMS;

import dev.lockstep.journal.JournalUnavailableException;
import dev.lockstep.participant.OverloadedException;
import dev.lockstep.participant.Participant;
import dev.lockstep.participant.RetentionExceededException;
import dev.lockstep.transaction.TransactionId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBodySchema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * HTTP API for sibling gateways (decision 8): what gateways of one transaction ask each other while
 * its coordinator is silent.
 */
@Path("/api/v1/transactions")
@Tag(name = "Siblings", description = "Gateways of one transaction, among themselves")
@Produces({MediaType.APPLICATION_JSON, Problem.MEDIA_TYPE})
@RunOnVirtualThread
public final class SiblingsApi {
  private final Participant participant;
  private final TransactionDetails details;
  private final RequestGuard guard;

  SiblingsApi(Participant participant, TransactionDetails details, RequestGuard guard) {
    this.participant = participant;
    this.details = details;
    this.guard = guard;
  }

  @POST
  @Path("{id}/renounce")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Roles.SIBLING, Roles.COORDINATOR})
  @Operation(
      extensions = @Extension(name = PROBLEMS, value = "memory-too-short"),
      operationId = "renounceTransaction",
      summary = "Give up a vote that is not cast yet",
      description =
          "For a gateway in doubt whose coordinator is silent. Where there was no vote here there "
              + "never will be one, durably, and the transaction is ROLLED_BACK; where there was "
              + "one, nothing changes. The answer is the transaction as it stands then.")
  @APIResponseSchema(
      value = TransactionViews.Transaction.class,
      responseCode = "200",
      responseDescription = "How it stands")
  public Response renounce(
      @Parameter(description = "the coordinator's name for the transaction") @PathParam("id")
          String id,
      @RequestBodySchema(RequestBodies.Renounce.class) InputStream body)
      throws JournalUnavailableException, OverloadedException {
    return guard.inside(
        Admission.Kind.DECISION,
        body,
        bytes -> {
          TransactionId known = RequestParser.id(id);
          RequestParser.Renouncement renouncement = guard.requests().renouncement(bytes);
          try {
            var unused =
                participant.renounce(
                    known, renouncement.gateway(), renouncement.votedFor(), guard.requester());
          } catch (RetentionExceededException forgetful) {
            throw new RequestRefusedException(
                    ProblemType.MEMORY_TOO_SHORT, String.valueOf(forgetful.getMessage()))
                .with("id", known.value());
          }
          return TransactionResponses.json(200, details.describe(known));
        });
  }
}
